package dev.holdfast.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's state is made of. Immutable.
 *
 * @param version of the stream's last event; 0 where it isn't there
 * @param firstVersion the first one that wasn't truncated; 1 where it isn't there
 * @param snapshot null for none that can be used
 * @param events those behind it, or from the first one on, in their order
 * @param more whether others may follow
 */
public record Tail<S, E>(
        long version, long firstVersion, @Nullable Snapshot<S> snapshot, List<TailEvent<E>> events, boolean more) {

    public Tail {
        events = List.copyOf(events);
    }
}
