package dev.holdfast.query;

import dev.holdfast.expression.Selectable;
import dev.holdfast.table.AnyColumn;

/** Names a query in messages about the number of its rows. */
final class Cardinality {

    private Cardinality() {}

    static String nameOf(Query<?> query) {
        for (Selectable<?> selected : query.shape().selected()) {
            if (selected instanceof AnyColumn<?> column) {
                return "A row of " + column.source().name();
            }
        }
        return "The query";
    }
}
