package dev.holdfast.query;

import dev.holdfast.expression.Selectable;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Source;
import java.util.List;

/** What is selected where nobody says what. */
final class Selection {

    private Selection() {}

    /** All columns but the blind indexes, whose hashes tell a reader nothing. */
    static List<Selectable<?>> of(Source source) {
        return source.columns().stream()
                .filter(column -> column.role() != ColumnRole.BLIND_INDEX)
                .<Selectable<?>>map(column -> column)
                .toList();
    }
}
