package dev.holdfast.liquibase.tenant;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The SQL type of a tenant's id. */
enum TenantType {
    BIGINT,
    UUID,
    TEXT;

    static final String PARAMETER = "holdfast.tenantType";

    private static final Pattern CANONICAL_UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    static Optional<TenantType> find(String name) {
        return Arrays.stream(values()).filter(type -> type.sql().equals(name)).findFirst();
    }

    static String known() {
        return Arrays.stream(values()).map(TenantType::sql).collect(Collectors.joining(", "));
    }

    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tenant of the current transaction, or null. The setting is '' and not null once it was used on a connection. */
    String current() {
        return "nullif(current_setting('holdfast.tenant_id', true), '')::" + sql();
    }

    boolean accepts(String value) {
        return switch (this) {
            case BIGINT -> isBigint(value);
            case UUID -> CANONICAL_UUID.matcher(value).matches();
            case TEXT -> !value.isEmpty() && value.indexOf('\0') < 0;
        };
    }

    /** A value that this type accepts, as SQL. */
    String literal(String value) {
        return switch (this) {
            case BIGINT -> Long.toString(Long.parseLong(value));
            case UUID -> "'" + java.util.UUID.fromString(value) + "'";
            case TEXT -> "'" + value.replace("'", "''") + "'";
        };
    }

    private static boolean isBigint(String value) {
        try {
            Long.parseLong(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
