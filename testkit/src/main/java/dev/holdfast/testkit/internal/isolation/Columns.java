package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.Objects;

/** What attempts need to know of a table. */
public final class Columns {

    private Columns() {}

    /** The table as SQL names it. */
    public static String nameOf(Table table) {
        return nameOf(table, "");
    }

    /** What stands beside the table, under its name with that behind it. */
    public static String nameOf(Table table, String suffix) {
        String schema = table.schemaName();
        return (schema == null ? "" : Identifiers.quoted(schema) + ".") + Identifiers.quoted(table.name() + suffix);
    }

    /** True for a table whose rows can be hidden, and which has a live view. */
    public static boolean hidesRows(Table table) {
        return table.isSoftDeletable() || !table.derivedFrom().isEmpty();
    }

    /** What an insert may name: all but generated columns. */
    public static List<AnyColumn<?>> insertable(Table table) {
        return table.columns().stream()
                .filter(c -> c.metadata().generatedSql() == null)
                .<AnyColumn<?>>map(c -> c)
                .toList();
    }

    /** What the DSL sets: a blind index follows from the values that it is over. */
    public static List<AnyColumn<?>> settable(Table table) {
        return insertable(table).stream()
                .filter(c -> c.metadata().role() != ColumnRole.BLIND_INDEX)
                .toList();
    }

    /** A column to write to: none that a key or a link makes special, where there is one. */
    public static Column<?> writable(Table table) {
        Column<?> any = null;
        for (AnyColumn<?> candidate : insertable(table)) {
            if (!(candidate instanceof Column<?> column) || column.equals(table.tenantKey())) {
                continue;
            }
            if (!column.metadata().isPrimaryKey()
                    && !isUnique(table, column)
                    && column.metadata().reference() == null) {
                return column;
            }
            if (any == null) {
                any = column;
            }
        }
        return Objects.requireNonNull(any, "a column beside the tenant's");
    }

    /** True for a part of a unique key other than the primary one. */
    public static boolean isUnique(Table table, AnyColumn<?> column) {
        return table.uniqueKeys().stream().anyMatch(key -> key.contains(column));
    }
}
