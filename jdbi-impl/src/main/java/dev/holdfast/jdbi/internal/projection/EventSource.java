package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamRead;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the events that a projection wants. Immutable and thread-safe. */
public final class EventSource {

    private final Projection projection;
    private final EventTypes types;
    private final Class<?>[] wanted;

    EventSource(Projection projection, EventTypes types) {
        this.projection = projection;
        this.types = types;
        this.wanted = projection.handlers().stream().map(Projection.On::type).toArray(Class<?>[]::new);
    }

    /**
     * Refuses projections of events that no registered class gives.
     *
     * @throws UnknownEventTypeException of the first
     */
    public static void check(ProjectionSettings settings, EventTypes types) {
        for (Projection projection : settings.projections()) {
            if (!projection.isRaw()) {
                for (Projection.On<?> on : projection.handlers()) {
                    if (types.namesOf(List.of(on.type())).isEmpty()) {
                        throw UnknownEventTypeException.ofReader(on.type());
                    }
                }
            }
        }
    }

    /** A page of a log. */
    EventPage<Object> page(Events events, Checkpoint after, Checkpoint end, int limit) {
        LogRead<?> read = events.readAll(after).upTo(end);
        if (!projection.categories().isEmpty()) {
            read = read.inCategories(projection.categories().toArray(String[]::new));
        }
        if (!projection.isRaw()) {
            return widened(read.ofTypes(wanted).page(limit));
        }
        if (!projection.typeNames().isEmpty()) {
            read = read.ofTypeNames(projection.typeNames().toArray(String[]::new));
        }
        return widened((wanted[0] == RawEvent.class ? read.raw() : read.opened()).page(limit));
    }

    private static EventPage<Object> widened(EventPage<?> page) {
        return new EventPage<>(widened(page.events()), page.failed(), page.checkpoint(), page.caughtUp());
    }

    @SuppressWarnings("unchecked") // it is read from alone, and whatever the data is, it is an object
    static List<RecordedEvent<Object>> widened(List<? extends RecordedEvent<?>> events) {
        return (List<RecordedEvent<Object>>) events;
    }

    /**
     * The next events of a parked stream.
     *
     * @param limit how many stored ones are looked at, wanted or not
     */
    Tail tail(Events events, ParkedStream parked, int limit) {
        StreamRead<Object> read = events.read(parked.stream()).fromVersion(parked.version());
        List<RecordedEvent<RawEvent>> stored = read.limit(limit).raw().list();
        Set<String> names = projection.isRaw() ? projection.typeNames() : types.namesOf(List.of(wanted));
        List<EventGroup> groups = new ArrayList<>();
        for (RecordedEvent<RawEvent> event : stored) {
            if (names.contains(event.type()) || (projection.isRaw() && names.isEmpty())) {
                groups.add(one(events, parked, event));
            }
        }
        return new Tail(groups, stored.size() < limit, stored);
    }

    /**
     * What is stored of a parked stream from its failed event on.
     *
     * @param groups what the projection wants of it
     * @param isWhole whether there is no more
     */
    record Tail(List<EventGroup> groups, boolean isWhole, List<RecordedEvent<RawEvent>> stored) {}

    private EventGroup one(Events events, ParkedStream parked, RecordedEvent<RawEvent> stored) {
        StreamKey key = new StreamKey(parked.tenantId(), parked.stream());
        try {
            StreamRead<Object> read =
                    events.read(parked.stream()).fromVersion(stored.version()).upToVersion(stored.version());
            List<? extends RecordedEvent<?>> parts = !projection.isRaw()
                    ? read.list()
                    : wanted[0] == RawEvent.class
                            ? List.of(stored)
                            : read.opened().list();
            return new EventGroup(key, stored.version(), stored.position(), stored.type(), widened(parts), null);
        } catch (RuntimeException unreadable) {
            if (Faults.isPassing(unreadable)) {
                throw unreadable;
            }
            return new EventGroup(key, stored.version(), stored.position(), stored.type(), List.of(), unreadable);
        }
    }
}
