package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.StreamId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of a page as it stands there, its names unchecked.
 *
 * @param data null where it is too large for the page
 */
record EventRow(
        @Nullable Object tenant,
        @Nullable String category,
        @Nullable String streamId,
        long version,
        long position,
        Instant recordedAt,
        UUID id,
        String type,
        int schemaVersion,
        @Nullable String data,
        @Nullable String metadata,
        SealedMembers members) {

    /** The event, of a stream that is known. */
    StoredEvent of(Object tenant, StreamId stream) {
        return new StoredEvent(
                tenant,
                position,
                recordedAt,
                Objects.requireNonNull(metadata),
                new StoredData(stream, version, id, type, schemaVersion, Objects.requireNonNull(data), members));
    }

    /** The event of a page of all streams; fails where its stream has a name that no {@link StreamId} takes. */
    StoredEvent ofItsStream() {
        return of(
                Objects.requireNonNull(tenant),
                new StreamId(Objects.requireNonNull(category), Objects.requireNonNull(streamId)));
    }

    @Override
    public String toString() {
        return "EventRow[" + category + "/" + streamId + "@" + version + "]";
    }
}
