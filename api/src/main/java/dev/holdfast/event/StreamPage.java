package dev.holdfast.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a stream in one go. Immutable.
 *
 * @param events in the order of the read. They may be more or fewer than were stored: an upcaster may make several of one, or
 *     none
 * @param read how many stored events they were made of; fewer than asked for where it is the end, or more would be too many
 *     bytes at once; at least one where there is one
 * @param last the last one of these in the order of the read; null where there is none
 * @param more whether others may follow
 */
public record StreamPage<T>(
        List<T> events, int read, @Nullable LastRead last, boolean more) {

    public StreamPage {
        events = List.copyOf(events);
    }

    /** Nothing, at the end. */
    public static <T> StreamPage<T> empty() {
        return new StreamPage<>(List.of(), 0, null, false);
    }
}
