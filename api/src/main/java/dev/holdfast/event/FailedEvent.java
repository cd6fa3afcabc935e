package dev.holdfast.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An event that is stored and can't be read: its type or its schema version isn't registered, its JSON doesn't fit the class, a
 * ciphertext can't be decrypted, or plain SQL gave it a name that no {@link StreamId} has. Immutable; its {@link #toString}
 * doesn't show the data.
 *
 * @param tenantId a Long, UUID or String
 * @param category of its stream, as it is stored
 * @param streamId the stream's id, as it is stored
 * @param version its number in the stream
 * @param type the name under which it was stored
 * @param schemaVersion under which it was stored
 * @param data its JSON, without personal members
 * @param cause why it can't be read
 */
public record FailedEvent(
        Object tenantId,
        String category,
        String streamId,
        long version,
        Position position,
        UUID id,
        String type,
        int schemaVersion,
        Instant recordedAt,
        String data,
        RuntimeException cause) {

    @Override
    public String toString() {
        return "FailedEvent[" + category + "/" + streamId + "@" + version + ", " + type + ", " + position + ", "
                + cause.getClass().getSimpleName() + "]";
    }
}
