package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.StreamAppend;
import dev.holdfast.jdbi.internal.value.Bound;
import org.jspecify.annotations.Nullable;

/**
 * An append of one event without personal members, with all that is told of its session. Immutable.
 *
 * @param told who acts, why and on which request
 * @param id of the event, like the others as it is bound
 * @param metadata its JSON; null for none
 */
record OneAppend(
        Object tenant,
        Bound.Told told,
        StreamAppend append,
        Object id,
        Object type,
        Object schemaVersion,
        String data,
        @Nullable String metadata) {

    int characters() {
        return data.length() + (metadata == null ? 0 : metadata.length());
    }

    @Override
    public String toString() {
        return "OneAppend[" + append.stream() + "]";
    }
}
