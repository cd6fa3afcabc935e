package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.jdbi.internal.doctor.Rows.ForeignKeyRow;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.SoftDeletable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Fixes that are changes of holdfast-liquibase, as XML to put into a change set. */
final class LiquibaseFix {

    private static final Pattern NAMES = Pattern.compile("Names?$|Columns?$");
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*(, [a-z_][a-z0-9_]*)*|…");

    private LiquibaseFix() {}

    /** For a table without any fence. */
    static String enableTenancy(Fenced table) {
        return change("holdfast:enableTenancy", tenancy(table));
    }

    /** For a table whose rows don't have a tenant yet. */
    static String enableTenancyForExistingRows(Fenced table) {
        Map<String, String> attributes = tenancy(table);
        attributes.put("existingRowsTenant", "…");
        return change("holdfast:enableTenancy", attributes);
    }

    private static Map<String, String> tenancy(Fenced table) {
        Map<String, String> attributes = table(table);
        attributes.put("tenantColumn", table.tenant());
        attributes.put(
                "tenantType",
                Objects.requireNonNull(table.declared().tenantKey()).type().castName());
        if (!table.appRole().equals("holdfast_app")) {
            attributes.put("appRole", table.appRole());
        }
        if (KeyChecks.hasTenantIndex(table)) {
            attributes.put("index", "false");
        }
        return attributes;
    }

    /** For a foreign key between these tables whose columns, without the tenants', are given. */
    static String tenantForeignKey(Fenced from, Fenced to, ForeignKeyRow key, List<ForeignKeyRow> columns) {
        Map<String, String> added = new LinkedHashMap<>();
        added.put("baseTableSchemaName", from.row().schema());
        added.put("baseTableName", from.row().name());
        added.put(
                "baseColumnNames",
                names(columns.stream().map(ForeignKeyRow::fromColumn).toList()));
        added.put("referencedTableSchemaName", to.row().schema());
        added.put("referencedTableName", to.row().name());
        added.put(
                "referencedColumnNames",
                names(columns.stream().map(ForeignKeyRow::toColumn).toList()));
        added.put("constraintName", key.name());
        added.put("tenantColumn", from.tenant());
        added.put(
                "onDelete",
                switch (key.onDelete()) {
                    case "r" -> "restrict";
                    case "c" -> "cascade";
                    case "n" -> "set null";
                    default -> "no action";
                });
        return dropForeignKey(from, key.name()) + "\n" + change("holdfast:addTenantForeignKey", added);
    }

    /** For a soft-deletable table; it goes over what is there already. */
    static String enableSoftDelete(Fenced table, Facts facts) {
        SoftDeletable soft = (SoftDeletable) table.declared();
        Map<String, String> attributes = table(table);
        putTenant(attributes, table);
        attributes.put("keyColumns", names(table.keyColumns()));
        Optional.ofNullable(table.declared().versionColumn())
                .ifPresent(column -> attributes.put("versionColumn", column.name()));
        Optional.ofNullable(soft.legalHold()).ifPresent(hold -> attributes.put("legalHold", hold));
        Optional.ofNullable(soft.purgeAfter()).ifPresent(after -> attributes.put("purgeAfter", after.toSqlText()));
        if (!table.appRole().equals("holdfast_app")) {
            attributes.put("appRole", table.appRole());
        }
        if (!facts.acrossRole(table).equals("holdfast_across")) {
            attributes.put("acrossRole", facts.acrossRole(table));
        }
        attributes.put("version", "2");
        return change("holdfast:enableSoftDelete", attributes);
    }

    private static void putTenant(Map<String, String> attributes, Fenced table) {
        AnyColumn<?> tenant = table.declared().tenantKey();
        attributes.put(tenant == null ? "tenant" : "tenantColumn", tenant == null ? "false" : tenant.name());
    }

    /**
     * For a reference to a soft-deletable table; it goes over what is there already.
     *
     * @param name the constraint's
     */
    static String softForeignKey(Fenced from, Reference reference, Fenced to, String name) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("baseTableSchemaName", from.row().schema());
        attributes.put("baseTableName", from.row().name());
        attributes.put("baseColumnNames", reference.from().name());
        attributes.put("referencedTableSchemaName", to.row().schema());
        attributes.put("referencedTableName", to.row().name());
        attributes.put("referencedColumnNames", reference.to().name());
        attributes.put("constraintName", name);
        putTenant(attributes, to);
        attributes.put("onDelete", reference.onDelete().name().toLowerCase(Locale.ROOT));
        attributes.put("version", "2");
        return change("holdfast:addSoftForeignKey", attributes);
    }

    /** For an encrypted column that isn't there. */
    static String addEncryptedColumn(Fenced table, AnyColumn<?> column) {
        Map<String, String> attributes = column(table, column.name());
        if (!column.isNullable()) {
            attributes.put("nullable", "false");
        }
        return change("holdfast:addEncryptedColumn", attributes);
    }

    /** For a blind index that isn't there. */
    static String addBlindIndex(Fenced table, BlindIndexColumn index) {
        Map<String, String> attributes = table(table);
        attributes.put(
                "columnNames", names(index.over().stream().map(AnyColumn::name).toList()));
        attributes.put("blindIndexName", index.name());
        if (index.hash().bits() != 256) {
            attributes.put("blindIndexBits", String.valueOf(index.hash().bits()));
        }
        if (index.metadata().isUnique()) {
            attributes.put("unique", "true");
            if (table.isSoftDeletable()) {
                attributes.put("softDelete", "true");
            }
        }
        putTenant(attributes, table);
        return change("holdfast:addBlindIndex", attributes);
    }

    /** For an encrypted column that is one of clear text, of that type. */
    static String encryptExistingColumn(Fenced table, String column, String type) {
        Map<String, String> attributes = column(table, column);
        attributes.put("columnDataType", type);
        return change("holdfast:encryptExistingColumn", attributes);
    }

    /** For an encrypted column that has been migrated. */
    static String requireEncryption(Fenced table, String column) {
        return change("holdfast:requireEncryption", column(table, column));
    }

    private static Map<String, String> column(Fenced table, String column) {
        Map<String, String> attributes = table(table);
        attributes.put("columnName", column);
        return attributes;
    }

    private static Map<String, String> table(Fenced table) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("schemaName", table.row().schema());
        attributes.put("tableName", table.row().name());
        return attributes;
    }

    static String dropForeignKey(Fenced from, String name) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("baseTableSchemaName", from.row().schema());
        attributes.put("baseTableName", from.row().name());
        attributes.put("constraintName", name);
        return change("dropForeignKeyConstraint", attributes);
    }

    private static String names(List<String> columns) {
        return String.join(", ", columns);
    }

    /** Liquibase, left to itself, writes a name in capitals without quotes, and PostgreSQL then reads another one. */
    private static String change(String name, Map<String, String> attributes) {
        String change = attributes.entrySet().stream()
                .map(a -> " " + a.getKey() + "=\"" + escaped(a.getValue()) + "\"")
                .collect(Collectors.joining("", "<" + name, "/>"));
        boolean plain = attributes.entrySet().stream()
                .filter(a -> NAMES.matcher(a.getKey()).find())
                .allMatch(a -> PLAIN.matcher(a.getValue()).matches());
        return plain ? change : "<!-- in a changeSet with objectQuotingStrategy=\"QUOTE_ALL_OBJECTS\" -->\n" + change;
    }

    /** As the schema's changelog has it: a dollar before a bracket is a parameter's. */
    private static String escaped(String value) {
        return value.replace("${", "${holdfast.dollar}{")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;");
    }
}
