package dev.holdfast.event;

import java.util.List;

/**
 * Events in the order of all of them. Immutable.
 *
 * @param events those found, in ascending order
 * @param position up to which was read: give it as the next page's {@code after}. It moves on over
 *     events that weren't asked for, to the last one that is stored
 * @param caughtUp true where it is the end of what may be read now
 */
public record EventPage<E>(List<RecordedEvent<E>> events, Position position, boolean caughtUp) {

    public EventPage {
        events = List.copyOf(events);
    }
}
