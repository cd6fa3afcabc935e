package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.StreamId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an event says, as PostgreSQL gives it.
 *
 * @param id null where it wasn't read, since nothing needs it: no personal members, no snapshots
 */
record StoredData(
        StreamId stream,
        long version,
        @Nullable UUID id,
        String type,
        int schemaVersion,
        String data,
        SealedMembers members) {

    @Override
    public String toString() {
        return stream + "@" + version;
    }
}
