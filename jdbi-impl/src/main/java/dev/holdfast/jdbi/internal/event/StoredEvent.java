package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.StreamId;
import java.time.Instant;
import java.util.UUID;

/** An event as PostgreSQL gives it. */
record StoredEvent(
        Object tenant,
        StreamId stream,
        long version,
        long position,
        Instant recordedAt,
        UUID id,
        String type,
        int schemaVersion,
        String data,
        String metadata,
        SealedMembers members) {

    @Override
    public String toString() {
        return "StoredEvent[" + stream + "@" + version + "]";
    }
}
