package dev.holdfast.query;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A query for one page and one row more, which tells whether there is a next page.
 *
 * @param rows the query
 * @param mapper turns a row into an item
 * @param size the greatest number of items
 * @param fingerprint of the order, so that a cursor of another query is refused
 */
public record PageQuery<T extends @Nullable Object>(
        Query<Row> rows, Function<Row, T> mapper, int size, String fingerprint) {

    /** The page from what the query returned. */
    public Page<T> toPage(List<Row> found) {
        boolean more = found.size() > size;
        List<Row> kept = more ? found.subList(0, size) : found;
        Cursor next = more ? Cursor.of(fingerprint, kept.get(size - 1)) : null;
        return new Page<>(Nulls.mapped(kept, mapper), next);
    }
}
