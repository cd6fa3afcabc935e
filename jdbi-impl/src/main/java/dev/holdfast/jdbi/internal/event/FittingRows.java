package dev.holdfast.jdbi.internal.event;

import dev.holdfast.expression.Selectable;
import dev.holdfast.query.Row;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The first events of a page, as many as go into it, and at least one where there is one.
 *
 * @param first the result's first row, whether it is an event or not; null where there is none
 * @param more whether others may follow
 */
record FittingRows(@Nullable Row first, List<Row> events, boolean more) {

    /** More aren't asked for at once: each takes some memory, however small its event is. */
    private static final int MOST = 10_000;

    /**
     * Reads rows, and a single one, which is given whatever its size, where the first event didn't go into the page.
     *
     * @param order by which rows are in order
     * @param read so many rows at most; those without a version are no events
     */
    static FittingRows read(int wanted, Comparator<Row> order, IntFunction<List<Row>> read) {
        int limit = Math.min(wanted, MOST);
        FittingRows fitting = of(read.apply(limit), limit, order);
        return fitting.events.isEmpty() && fitting.more ? of(read.apply(1), 1, order) : fitting;
    }

    private static FittingRows of(List<Row> rows, int limit, Comparator<Row> order) {
        List<Row> found = rows.stream()
                .filter(row -> row.getOrNull(EventColumns.VERSION) != null)
                .sorted(order)
                .toList();
        List<Row> fitting = found.stream().takeWhile(EventColumns::fits).toList();
        return new FittingRows(
                rows.isEmpty() ? null : rows.get(0), fitting, fitting.size() < found.size() || found.size() >= limit);
    }

    /** Rows in the order of such a column. */
    static Comparator<Row> by(Selectable<Long> column) {
        return Comparator.comparingLong(row -> row.get(column));
    }
}
