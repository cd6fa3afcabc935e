package dev.holdfast.event;

import java.util.Set;

/**
 * The state that a stream's events lead to. Immutable as far as the state is; its {@link #toString} doesn't show that.
 *
 * @param version of the last event in it
 * @param keyIds the data keys of all personal data that went into it
 */
public record Snapshot<S>(StreamId stream, long version, S state, Set<Long> keyIds) {

    public Snapshot {
        keyIds = Set.copyOf(keyIds);
    }

    @Override
    public String toString() {
        return "Snapshot[" + stream + "@" + version + "]";
    }
}
