package dev.holdfast.event;

import java.util.Set;

/**
 * An event as far as a state is folded of it. Immutable as far as its data is; its {@link #toString} doesn't show that.
 *
 * @param keyIds the data keys of the personal members that could be read
 */
public record TailEvent<E>(long version, E data, Set<Long> keyIds) {

    public TailEvent {
        keyIds = Set.copyOf(keyIds);
    }

    /** What a state is folded of, of an event that was read with all that is known of it. */
    static <E> TailEvent<E> of(RecordedEvent<E> event) {
        return new TailEvent<>(event.version(), event.data(), event.keyIds());
    }

    @Override
    public String toString() {
        return "TailEvent[" + version + "]";
    }
}
