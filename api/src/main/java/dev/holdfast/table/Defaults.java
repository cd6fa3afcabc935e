package dev.holdfast.table;

import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.PostgresText;
import dev.holdfast.internal.Values;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlType;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Defaults that PostgreSQL computes when an insert leaves a column out. */
public final class Defaults {

    /** The start of the transaction. */
    public static final Default<Instant> NOW = new Default<>("now()");
    /** A random (version 4) UUID; for keys prefer a version 7 made by the client. */
    public static final Default<UUID> RANDOM_UUID = new Default<>("gen_random_uuid()");

    private Defaults() {}

    /** An SQL expression of your own, as it stands in DDL. Never build it from user input. */
    public static <T> Default<T> sql(String expression) {
        return new Default<>(expression);
    }

    /** A value as DDL takes it: the change log has no parameters. */
    static String literal(SqlType<?> type, String label, Object value) {
        Object wired = Values.toWire(type, label, value);
        if (wired instanceof @Nullable Object[] elements) {
            SqlType<?> element = Objects.requireNonNull(type.element());
            return Arrays.stream(elements)
                    .map(e -> e == null ? "null" : text(element.wire(), e))
                    .collect(Collectors.joining(", ", "array[", "]::" + type.castName()));
        }
        return text(type.wire(), wired);
    }

    private static String text(Wire wire, Object wired) {
        return switch (wire) {
            case SMALLINT, INTEGER, BIGINT, NUMERIC, BOOLEAN -> wired.toString();
            case BYTEA -> "'\\x" + HexFormat.of().formatHex((byte[]) wired) + "'";
            case JSON -> throw new SchemaException("A default of jsonb is written as SQL: Defaults.sql(\"'{}'\")");
            default -> quoted(PostgresText.of(wire, wired));
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
