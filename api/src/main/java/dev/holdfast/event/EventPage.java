package dev.holdfast.event;

import java.util.List;

/**
 * Events in the order of all of them. Immutable.
 *
 * @param events those that can be read, in ascending order
 * @param failed those that can't, in ascending order: one odd event, which plain SQL may have appended, stops no reader of the
 *     others. What becomes of them is for the reader to say; {@link #orThrow} stops at the first
 * @param position up to which was read: give it as the next page's {@code after}. It moves on over
 *     events that weren't asked for, and over failed ones, to the last one that is stored
 * @param caughtUp true where it is the end of what may be read now; a page that has fewer events than it was asked for because
 *     they are large isn't
 */
public record EventPage<E>(
        List<RecordedEvent<E>> events, List<FailedEvent> failed, Position position, boolean caughtUp) {

    public EventPage {
        events = List.copyOf(events);
        failed = List.copyOf(failed);
    }

    /**
     * This page, where all its events can be read.
     *
     * @throws UnreadableEventException of the first one that can't
     */
    public EventPage<E> orThrow() {
        if (!failed.isEmpty()) {
            throw new UnreadableEventException(failed.get(0));
        }
        return this;
    }

    /** The events before the first one that can't be read. */
    List<RecordedEvent<E>> beforeFailed() {
        if (failed.isEmpty()) {
            return events;
        }
        Position first = failed.get(0).position();
        return events.stream()
                .filter(event -> event.position().compareTo(first) < 0)
                .toList();
    }
}
