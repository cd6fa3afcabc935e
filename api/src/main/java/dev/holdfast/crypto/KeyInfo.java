package dev.holdfast.crypto;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A data key, without the key. */
public final class KeyInfo {

    private final long id;
    private final String tenant;
    private final String subject;
    private final String purpose;
    private final KeyState state;
    private final String wrappingKey;
    private final Instant createdAt;
    private final Instant changedAt;

    /** For what reads the table of data keys. */
    public KeyInfo(
            long id,
            String tenant,
            String subject,
            String purpose,
            KeyState state,
            String wrappingKey,
            Instant createdAt,
            Instant changedAt) {
        this.id = id;
        this.tenant = tenant;
        this.subject = subject;
        this.purpose = purpose;
        this.state = state;
        this.wrappingKey = wrappingKey;
        this.createdAt = createdAt;
        this.changedAt = changedAt;
    }

    /** Its number, as in the headers of what it encrypted. */
    public long id() {
        return id;
    }

    /** The tenant's id as text; empty for tables of no tenant. */
    public String tenant() {
        return tenant;
    }

    /** The person's id as text; empty for the tenant's own key. */
    public String subject() {
        return subject;
    }

    /** {@code data}, or {@code index:} with the table and column of a blind index. */
    public String purpose() {
        return purpose;
    }

    /** What it is still used for. */
    public KeyState state() {
        return state;
    }

    /** The keyring's key that wraps it; empty where it was destroyed. */
    public String wrappingKey() {
        return wrappingKey;
    }

    /** When it was made, by the server's clock. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When its state or its wrapping last changed. */
    public Instant changedAt() {
        return changedAt;
    }

    private List<Object> parts() {
        return List.of(id, tenant, subject, purpose, state, wrappingKey, createdAt, changedAt);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyInfo info && parts().equals(info.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "KeyInfo[id=" + id + ", tenant=" + tenant + ", subject=" + subject + ", purpose=" + purpose + ", state="
                + state + ", wrappingKey=" + wrappingKey + ", createdAt=" + createdAt + ", changedAt=" + changedAt
                + "]";
    }
}
