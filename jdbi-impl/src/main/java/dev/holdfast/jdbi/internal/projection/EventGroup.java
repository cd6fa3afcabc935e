package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored event: as what an upcaster makes of it, mostly one, or as what can't be read.
 *
 * @param events its parts; empty where it can't be read
 * @param unreadable why it can't; null where it can
 */
record EventGroup(
        StreamKey stream,
        long version,
        Position position,
        String type,
        List<RecordedEvent<Object>> events,
        @Nullable Throwable unreadable) {

    /** Those of a page, in their order. */
    static List<EventGroup> of(List<RecordedEvent<Object>> events, List<FailedEvent> failed) {
        List<EventGroup> groups = new ArrayList<>(events.size() + failed.size());
        EventGroup last = null;
        for (RecordedEvent<Object> event : events) {
            if (last == null || !last.position().equals(event.position())) {
                last = new EventGroup(
                        new StreamKey(event.tenantId(), event.stream()),
                        event.version(),
                        event.position(),
                        event.type(),
                        new ArrayList<>(1),
                        null);
                groups.add(last);
            }
            last.events().add(event);
        }
        for (FailedEvent event : failed) {
            groups.add(new EventGroup(
                    new StreamKey(event.tenantId(), new StreamId(event.category(), event.streamId())),
                    event.version(),
                    event.position(),
                    event.type(),
                    List.of(),
                    event.cause()));
        }
        if (!failed.isEmpty()) {
            groups.sort(Comparator.comparing(EventGroup::position));
        }
        return groups;
    }

    /** The same with some of its parts. */
    EventGroup of(List<RecordedEvent<Object>> some) {
        return new EventGroup(stream, version, position, type, some, null);
    }

    /** The same as what can't be read. */
    EventGroup unreadable(Throwable failure) {
        return new EventGroup(stream, version, position, type, List.of(), failure);
    }
}
