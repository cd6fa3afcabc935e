package dev.holdfast.table;

import java.time.Instant;
import java.util.UUID;

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

    static String literal(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return "'" + value.toString().replace("'", "''") + "'";
    }
}
