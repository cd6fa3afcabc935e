package dev.holdfast.jdbi.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How a partition's messages are published, without a database. */
class DeliveryTest {

    private static final Runnable ON = () -> {};

    private final List<String> sent = new ArrayList<>();
    private Predicate<OutboxMessage> fails = message -> false;

    private CompletionStage<?> publish(OutboxMessage message) {
        sent.add(message.stream().id() + "@" + message.version());
        if (fails.test(message)) {
            throw new IllegalStateException("down");
        }
        return CompletableFuture.completedStage("taken");
    }

    private Delivery delivery(int tries) {
        return new Delivery(Outbox.named("test", this::publish)
                .on(Integer.class, event -> Message.to("x").text("number " + event.data()))
                .tries(tries)
                .timeout(Duration.ofMillis(200))
                .build());
    }

    private static StoredItem item(String stream, int version) {
        StreamId id = StreamId.stream("s", stream);
        Position position = new Position(version * 1000L + Math.floorMod(stream.hashCode(), 1000));
        RecordedEvent<Object> event = new RecordedEvent<>(
                1L,
                id,
                version,
                position,
                UUID.nameUUIDFromBytes((stream + version).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                "number",
                1,
                Instant.EPOCH,
                version,
                Set.of(),
                Set.of(),
                () -> {
                    throw new IllegalStateException("nobody asks for metadata");
                });
        return new StoredItem(id, position, List.of(event), null);
    }

    @Test
    void whatWasAcknowledgedIsSentOnceUntilItIsCommittedOrForgotten() {
        Delivery delivery = delivery(1);
        List<StoredItem> items = List.of(item("a", 1), item("b", 1), item("b", 2));
        fails = message -> message.version() == 2;
        assertThatThrownBy(() -> delivery.deliver(items, false, ON))
                .isInstanceOf(PublisherFailure.class)
                .hasMessageContaining("takes nothing of 1 streams");
        assertThat(sent).containsExactly("a@1", "b@1", "b@2");
        fails = message -> false;
        sent.clear();
        Delivery.Outcome outcome = delivery.deliver(items, false, ON);
        assertThat(sent).containsExactly("b@2");
        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.sent()).hasSize(3);
        delivery.committed(outcome);
        sent.clear();
        delivery.deliver(items, false, ON);
        assertThat(sent).hasSize(3);
        sent.clear();
        delivery.forget();
        delivery.deliver(items, false, ON);
        assertThat(sent).hasSize(3);
    }

    @Test
    void aStreamIsBlamedWhereOthersAreTakenMeanwhileOrAfterAWhile() {
        Delivery delivery = delivery(2);
        fails = message -> message.stream().id().equals("a");
        List<StoredItem> both = List.of(item("a", 1), item("a", 2), item("b", 1));
        assertThat(delivery.deliver(both, false, ON).failures().values())
                .singleElement()
                .isInstanceOf(PublisherFailure.class);
        assertThat(sent).contains("b@1").doesNotContain("a@2");
        List<StoredItem> alone = List.of(item("a", 3));
        for (int i = 0; i < 6; i++) {
            assertThatThrownBy(() -> delivery.deliver(alone, false, ON)).isInstanceOf(PublisherFailure.class);
        }
        assertThat(delivery.deliver(alone, false, ON).failures()).hasSize(1);
        fails = message -> true;
        List<StoredItem> many = List.of(item("c", 1), item("d", 1), item("e", 1), item("f", 1));
        for (int i = 0; i < 12; i++) {
            assertThatThrownBy(() -> delivery.deliver(many, false, ON)).isInstanceOf(PublisherFailure.class);
        }
    }

    @Test
    void whileThePublisherFailsWithParkedStreamsFewOfThemAreTried() {
        Delivery delivery = delivery(3);
        fails = message -> true;
        for (int i = 0; i < 400; i++) {
            assertThat(delivery.deliver(List.of(item("p" + i, 1)), true, ON).failures())
                    .hasSize(1);
        }
        assertThat(sent.size()).isBetween(4, 100);
        fails = message -> false;
        delivery.deliver(List.of(item("x", 1)), false, ON);
        sent.clear();
        for (int i = 0; i < 100; i++) {
            assertThat(delivery.deliver(List.of(item("p" + i, 1)), true, ON).failures())
                    .isEmpty();
        }
        assertThat(sent).hasSize(100);
    }

    @Test
    void nothingMoreIsSentWhereThePartitionIsLost() {
        Delivery delivery = delivery(3);
        assertThatThrownBy(() ->
                        delivery.deliver(List.of(item("a", 1), item("a", 2), item("b", 1), item("b", 2)), false, () -> {
                            if (sent.size() == 2) {
                                throw new IllegalStateException("lost");
                            }
                        }))
                .hasMessage("lost");
        assertThat(sent).hasSize(2);
    }
}
