package dev.holdfast.jdbi.outbox;

import static dev.holdfast.jdbi.outbox.Mailroom.A;
import static dev.holdfast.jdbi.outbox.Mailroom.B;
import static dev.holdfast.jdbi.outbox.Mailroom.LONG;
import static dev.holdfast.jdbi.outbox.Mailroom.publish;
import static dev.holdfast.jdbi.outbox.Mailroom.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.KafkaPublisher;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Publishing to Kafka, by a double of the broker behind the client's own interface. */
@PostgresTest(template = Newsroom.class)
class KafkaPublisherTest {

    /** Acknowledges in any order, loses some, and refuses what is too large. */
    private static final class Broker extends MockProducer<String, byte[]> {

        final List<ProducerRecord<String, byte[]>> log = Collections.synchronizedList(new ArrayList<>());
        final Set<String> flying = Collections.synchronizedSet(new HashSet<>());
        final List<String> overtaken = Collections.synchronizedList(new ArrayList<>());
        final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        final Random random = new Random(3);
        volatile boolean strict = true;

        Broker() {
            super(true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> sent, Callback callback) {
            if (!flying.add(sent.key())) {
                overtaken.add(sent.key());
            }
            int chance = random.nextInt(10);
            clock.schedule(
                    () -> {
                        flying.remove(sent.key());
                        if (strict && sent.value().length > 100) {
                            callback.onCompletion(null, new RecordTooLargeException("more than 100 bytes"));
                        } else if (chance == 0) {
                            callback.onCompletion(null, new NotLeaderOrFollowerException("elsewhere"));
                        } else {
                            log.add(sent);
                            callback.onCompletion(
                                    chance == 1 ? null : new RecordMetadata(null, 0, 0, 0, 0, 0),
                                    chance == 1 ? new NotLeaderOrFollowerException("the answer was lost") : null);
                        }
                    },
                    random.nextInt(4000) + 1L,
                    TimeUnit.MICROSECONDS);
            return new CompletableFuture<>();
        }
    }

    private final TestDatabase database;

    KafkaPublisherTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    @DisplayName(
            "EV-18 Kafka's broker reorders, loses answers and refuses: each record is there at least once, in order per key")
    void reordersAndRefuses() {
        Broker broker = new Broker();
        Outbox outbox = Outbox.named("kafka", KafkaPublisher.of(broker))
                .on(Published.class, event -> Message.to("editions")
                        .header("kind", "edition")
                        .json("{\"edition\": " + event.data().edition() + ", \"text\": \""
                                + "x".repeat(event.data().edition() == 666 ? 100 : 1) + "\"}"))
                .inCategories("kafka")
                .tries(20)
                .build();
        JdbiHoldfast holdfast = Mailroom.holdfast(database, outbox);
        Position last = Position.START;
        for (int edition = 1; edition <= 10; edition++) {
            for (int article = 1; article <= 6; article++) {
                publish(holdfast.tenant(A), "kafka/k" + article, edition == 5 && article == 6 ? 666 : edition);
                last = publish(holdfast.tenant(B), "kafka/k" + article, edition).position();
            }
        }
        try (var running = holdfast.projections().start()) {
            holdfast.projections().await(B, last, LONG, "kafka");
            assertThat(holdfast.projections().parked("kafka"))
                    .singleElement()
                    .extracting(ParkedStream::version, ParkedStream::error)
                    .satisfies(parked -> assertThat(parked.toString())
                            .contains("5", "RefusedMessageException", "more than 100 bytes"));
            broker.strict = false;
            holdfast.projections().unpark("kafka");
            until(() -> holdfast.projections().parked("kafka").isEmpty());
        }
        Map<String, List<String>> once = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (ProducerRecord<String, byte[]> sent : broker.log) {
            assertThat(header(sent, "content-type")).isEqualTo("application/json");
            assertThat(header(sent, "kind")).isEqualTo("edition");
            if (seen.add(header(sent, KafkaPublisher.IDEMPOTENCY_KEY))) {
                String text = new String(sent.value(), StandardCharsets.UTF_8);
                once.computeIfAbsent(sent.key(), none -> new ArrayList<>())
                        .add(text.replaceAll("\\D+", " ").trim());
            }
        }
        List<String> all = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        assertThat(once).hasSize(12);
        assertThat(once.remove("1/kafka/k6")).containsExactly("1", "2", "3", "4", "666", "6", "7", "8", "9", "10");
        assertThat(once).allSatisfy((key, editions) -> assertThat(editions).isEqualTo(all));
        assertThat(broker.log.size()).as("some came twice").isGreaterThan(120);
        assertThat(broker.overtaken).isEmpty();
        broker.clock.shutdownNow();
    }

    private static String header(ProducerRecord<String, byte[]> sent, String name) {
        return new String(sent.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
