package dev.holdfast.outbox;

import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.internal.Required;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * A message on its way, and the event that it tells of. Immutable and thread-safe.
 *
 * @param idempotencyKey the same whenever this message is published again, and of no other message of any tenant or outbox:
 *     receivers that keep the keys they have seen have each message once
 * @param outbox which one publishes it
 * @param tenantId the event's tenant: a Long, UUID or String
 * @param stream the event's
 * @param version the event's number in its stream; grows from one event of a stream to the next
 * @param type the name under which the event was stored
 * @param recordedAt when the event was
 * @param message what the mapper gave
 */
public record OutboxMessage(
        UUID idempotencyKey,
        String outbox,
        Object tenantId,
        StreamId stream,
        long version,
        String type,
        Instant recordedAt,
        Message message) {

    private static final long VERSION_BITS = 0xF000L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_BITS = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /**
     * The message of an event, for what runs an outbox, and for tests of publishers.
     *
     * @param index which one it is of the event's messages, from 0 on
     */
    public static OutboxMessage of(String outbox, RecordedEvent<?> event, int index, Message message) {
        return new OutboxMessage(
                keyOf(outbox, event, index),
                outbox,
                event.tenantId(),
                event.stream(),
                event.version(),
                event.type(),
                event.recordedAt(),
                Required.given("of", message));
    }

    /**
     * A digest, since a tenant chooses its events' ids, and may not have another tenant's message taken for one that was seen;
     * as a UUID of version 8, since headers and columns take that.
     */
    private static UUID keyOf(String outbox, RecordedEvent<?> event, int index) {
        String text = String.join(
                "\0",
                outbox,
                event.id().toString(),
                String.valueOf(event.part()),
                String.valueOf(index),
                String.valueOf(event.tenantId()));
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID(
                    (digest.getLong() & ~VERSION_BITS) | VERSION_8, (digest.getLong() & VARIANT_BITS) | VARIANT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    /** The message's own key, or that of the stream: messages of one stream have one, and other tenants' have others. */
    public String key() {
        String own = message.key();
        return own == null ? tenantId + "/" + stream.category() + "/" + stream.id() : own;
    }

    @Override
    public String toString() {
        return "OutboxMessage[" + idempotencyKey + ", " + stream + "@" + version + ", " + message + "]";
    }
}
