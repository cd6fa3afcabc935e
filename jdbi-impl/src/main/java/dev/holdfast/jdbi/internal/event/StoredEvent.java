package dev.holdfast.jdbi.internal.event;

import java.time.Instant;

/** An event as PostgreSQL gives it, with all that is known of it. */
record StoredEvent(Object tenant, long position, Instant recordedAt, String metadata, StoredData content) {

    @Override
    public String toString() {
        return "StoredEvent[" + content + "]";
    }
}
