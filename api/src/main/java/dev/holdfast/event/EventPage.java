package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Events in the order of all of them. Immutable.
 *
 * @param events those that can be read, in ascending order
 * @param failed those that can't, in ascending order: one odd event, which plain SQL may have appended, stops no reader of the
 *     others. What becomes of them is for the reader to say; {@link #orThrow} stops at the first
 * @param checkpoint how far was read: give it as the next page's {@code after}. It moves on over events that weren't asked
 *     for, failed ones and other tenants', to the last one that is stored and may be read
 * @param caughtUp true where it is the end of what may be read now; a page that has fewer events than it was asked for because
 *     they are large isn't
 */
public record EventPage<E>(
        List<RecordedEvent<E>> events, List<FailedEvent> failed, Checkpoint checkpoint, boolean caughtUp) {

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

    /**
     * The checkpoint of who stops in the middle of this page.
     *
     * @param position of an event of this page, read or failed: the last one that is done with
     * @throws InvalidValueException where no event of this page has it
     */
    public Checkpoint checkpointAt(Position position) {
        UUID id = Stream.concat(
                        events.stream()
                                .filter(event -> event.position().equals(position))
                                .map(RecordedEvent::id),
                        failed.stream()
                                .filter(event -> event.position().equals(position))
                                .map(FailedEvent::id))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "A position", "is of no event of the page", "give one of its events' position()"));
        return checkpoint.at(position, id);
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
