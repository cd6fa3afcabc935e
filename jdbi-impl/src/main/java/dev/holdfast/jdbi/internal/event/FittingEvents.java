package dev.holdfast.jdbi.internal.event;

import java.util.List;
import java.util.function.IntFunction;

/**
 * The first events of a page, as many as go into it, and at least one where there is one.
 *
 * @param rows what was read
 * @param more whether others may follow
 */
record FittingEvents(EventRows rows, List<EventRow> events, boolean more) {

    /** More aren't asked for at once: each takes some memory, however small its event is. */
    private static final int MOST = 10_000;

    /**
     * Reads events, and a single one, which is given whatever its size, where the first one didn't go into the page.
     *
     * @param read so many at most
     */
    static FittingEvents read(int wanted, IntFunction<EventRows> read) {
        int limit = Math.min(wanted, MOST);
        FittingEvents fitting = of(read.apply(limit), limit);
        return fitting.events.isEmpty() && fitting.more ? of(read.apply(1), 1) : fitting;
    }

    private static FittingEvents of(EventRows rows, int limit) {
        List<EventRow> found = rows.events();
        int fitting = 0;
        while (fitting < found.size() && found.get(fitting).data() != null) {
            fitting++;
        }
        return new FittingEvents(rows, found.subList(0, fitting), fitting < found.size() || found.size() >= limit);
    }
}
