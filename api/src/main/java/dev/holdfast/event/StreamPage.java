package dev.holdfast.event;

import java.util.List;

/**
 * Events of a stream, in their order. Immutable.
 *
 * @param events fewer than asked for where more would be too many bytes at once; at least one where there is one
 * @param more whether others may follow
 */
public record StreamPage<E>(List<RecordedEvent<E>> events, boolean more) {

    public StreamPage {
        events = List.copyOf(events);
    }
}
