package dev.holdfast.jdbi.internal.event;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** An event as PostgreSQL gives it, with all that is known of it. */
record StoredEvent(Object tenant, long position, Instant recordedAt, String metadata, StoredData content) {

    UUID id() {
        return Objects.requireNonNull(content.id());
    }

    @Override
    public String toString() {
        return "StoredEvent[" + content + "]";
    }
}
