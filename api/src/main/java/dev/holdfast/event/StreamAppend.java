package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Required;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be appended to one stream. Immutable.
 *
 * @param events at least one, each with an id of its own
 */
public record StreamAppend(StreamId stream, ExpectedVersion expected, List<NewEvent> events) {

    public StreamAppend {
        Required.given("append", stream, "name the stream");
        Required.given("append", expected, "give ExpectedVersion.any() where any version will do");
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new InvalidValueException(
                    "An append to " + stream, "has no events", "give at least one, or leave the append out");
        }
        if (events.size() > 1) {
            Set<UUID> ids = new HashSet<>();
            for (NewEvent event : events) {
                if (!ids.add(event.id())) {
                    throw new InvalidValueException(
                            "An append to " + stream, "has two events of the id " + event.id(), "give each its own");
                }
            }
        }
    }

    /** Events, or {@link NewEvent}s, for a stream. */
    public static StreamAppend to(StreamId stream, ExpectedVersion expected, Object... events) {
        return toAll(stream, expected, Arrays.asList(events));
    }

    /** As {@link #to}, of a list. */
    public static StreamAppend toAll(StreamId stream, ExpectedVersion expected, List<?> events) {
        return new StreamAppend(
                stream, expected, events.stream().map(NewEvent::of).toList());
    }
}
