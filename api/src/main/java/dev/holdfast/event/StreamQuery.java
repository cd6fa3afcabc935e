package dev.holdfast.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a stream. Immutable.
 *
 * @param type what each event's data must be; {@code Object} for whatever is registered, {@link RawEvent} or {@link
 *     OpenedEvent} for whatever is stored
 * @param from the lowest version
 * @param to the highest version
 * @param until recorded at this instant at the latest; null for no bound
 * @param backwards the last ones first
 * @param limit how many at most
 */
public record StreamQuery<E>(
        StreamId stream,
        Class<E> type,
        long from,
        long to,
        @Nullable Instant until,
        boolean backwards,
        int limit) {

    /** Whether they are wanted as they are stored, ignored types too. */
    public boolean isRaw() {
        return RawEvent.isWanted(type);
    }

    /** The same, its data given as another type. */
    <T> StreamQuery<T> of(Class<T> other) {
        return new StreamQuery<>(stream, other, from, to, until, backwards, limit);
    }

    /** The same between other versions. */
    StreamQuery<E> between(long lowest, long highest) {
        return new StreamQuery<>(stream, type, lowest, highest, until, backwards, limit);
    }

    StreamQuery<E> atMost(int count) {
        return new StreamQuery<>(stream, type, from, to, until, backwards, count);
    }
}
