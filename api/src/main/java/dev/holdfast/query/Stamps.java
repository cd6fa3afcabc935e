package dev.holdfast.query;

import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;

/** What every update sets by itself. */
final class Stamps {

    private Stamps() {}

    static void write(AnyColumn<?> column, SqlWriter out) {
        if (column.metadata().role() == ColumnRole.VERSION) {
            out.append(", ")
                    .identifier(column.name())
                    .append(" = ")
                    .part(column)
                    .append(" + 1");
        } else if (column.metadata().role() == ColumnRole.UPDATED) {
            out.append(", ").identifier(column.name()).append(" = now()");
        }
    }
}
