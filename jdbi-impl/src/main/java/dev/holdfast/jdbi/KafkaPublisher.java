package dev.holdfast.jdbi;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.internal.Required;
import dev.holdfast.outbox.OutboxMessage;
import dev.holdfast.outbox.OutboxPublisher;
import dev.holdfast.outbox.RefusedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Publishes messages to Kafka, by a producer that the application brings with {@code org.apache.kafka:kafka-clients}. The destination
 * is the topic, and the message's key the record's, so that a stream's messages are in one partition. Its headers, {@value
 * #CONTENT_TYPE} and {@value #IDEMPOTENCY_KEY} are the record's headers. Immutable and thread-safe.
 *
 * <p>Records that are too large or wrong are refused; whatever else goes wrong counts as the broker's. The producer should have {@code
 * acks=all}, and a {@code delivery.timeout.ms} and {@code max.block.ms} below the outbox's time-out, since what it has taken can't be called
 * back.
 */
public final class KafkaPublisher implements OutboxPublisher {

    /** The header with what is the same whenever a message comes again, as text. */
    public static final String IDEMPOTENCY_KEY = "idempotency-key";

    /** The header with the body's media type. */
    public static final String CONTENT_TYPE = "content-type";

    private final Producer<String, byte[]> producer;

    private KafkaPublisher(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** Over a producer, which stays yours to close; of transactions it knows nothing. */
    public static KafkaPublisher of(Producer<String, byte[]> producer) {
        return new KafkaPublisher(Required.given("of", producer));
    }

    @Override
    public CompletionStage<?> publish(OutboxMessage message) {
        CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
        try {
            producer.send(record(message), (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.complete(metadata);
                } else {
                    acknowledged.completeExceptionally(refusedIfWrong(failure));
                }
            });
        } catch (RuntimeException failure) {
            throw refusedIfWrong(failure);
        }
        return acknowledged;
    }

    private static ProducerRecord<String, byte[]> record(OutboxMessage message) {
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>(
                message.message().destination(),
                message.key(),
                message.message().body());
        message.message().headers().forEach((name, value) -> sent.headers().add(name, bytes(value)));
        sent.headers()
                .remove(CONTENT_TYPE)
                .add(CONTENT_TYPE, bytes(message.message().contentType()));
        sent.headers()
                .remove(IDEMPOTENCY_KEY)
                .add(IDEMPOTENCY_KEY, bytes(message.idempotencyKey().toString()));
        return sent;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RuntimeException refusedIfWrong(Exception failure) {
        boolean wrong = failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTopicException
                || failure instanceof SerializationException;
        if (wrong) {
            return new RefusedMessageException("Kafka won't take the record: " + failure.getMessage(), failure);
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new HoldfastException("Kafka couldn't take the record", failure);
    }
}
