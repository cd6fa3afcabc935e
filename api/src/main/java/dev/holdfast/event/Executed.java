package dev.holdfast.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command led to.
 *
 * @param version the stream's
 * @param state after the events
 * @param events those appended; empty where there was nothing to do
 * @param position the last event's; null where there was none
 * @param attempts how often the command was decided, at least 1
 */
public record Executed<S, E>(
        StreamId stream,
        long version,
        S state,
        List<E> events,
        @Nullable Position position,
        int attempts) {

    public Executed {
        events = List.copyOf(events);
    }

    @Override
    public String toString() {
        return "Executed[" + stream + "@" + version + ", " + events.size() + " events]";
    }
}
