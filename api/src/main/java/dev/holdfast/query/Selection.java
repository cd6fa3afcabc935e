package dev.holdfast.query;

import dev.holdfast.expression.Selectable;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.List;

/** What is selected where nobody says what. */
final class Selection {

    private Selection() {}

    /** All columns but the blind indexes, whose hashes tell a reader nothing. A table gives the same list each time. */
    static List<Selectable<?>> of(Source source) {
        if (source instanceof Table table) {
            return List.copyOf(table.selectableColumns());
        }
        return List.copyOf(source.columns().stream().filter(Selection::tells).toList());
    }

    private static boolean tells(AnyColumn<?> column) {
        return column.metadata().role() != ColumnRole.BLIND_INDEX;
    }
}
