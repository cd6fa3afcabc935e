package dev.holdfast.doctor;

import org.jspecify.annotations.Nullable;

/**
 * That something which isn't there is another thing's new name: nothing but its author knows.
 *
 * @param table the table as it is declared, such as {@code orders} or {@code public.orders}
 * @param column the column as it is declared; null where the table itself is renamed
 * @param before the name that PostgreSQL has, without a schema
 */
public record Renaming(String table, @Nullable String column, String before) {

    /** A column that had another name before. */
    public static Renaming ofColumn(String table, String before, String column) {
        return new Renaming(table, column, before);
    }

    /** A table that had another name before, in the same schema. */
    public static Renaming ofTable(String before, String table) {
        return new Renaming(table, null, before);
    }
}
