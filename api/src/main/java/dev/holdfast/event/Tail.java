package dev.holdfast.event;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's state is made of. Immutable.
 *
 * @param info empty for a stream that isn't there
 * @param snapshot null for none that can be used
 * @param events those behind it, or from the first one on
 */
public record Tail<S, E>(
        Optional<StreamInfo> info, @Nullable Snapshot<S> snapshot, List<RecordedEvent<E>> events) {

    public Tail {
        events = List.copyOf(events);
    }
}
