package dev.holdfast.jdbi.outbox;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.outbox.Mailroom.A;
import static dev.holdfast.jdbi.outbox.Mailroom.B;
import static dev.holdfast.jdbi.outbox.Mailroom.LONG;
import static dev.holdfast.jdbi.outbox.Mailroom.editions;
import static dev.holdfast.jdbi.outbox.Mailroom.publish;
import static dev.holdfast.jdbi.outbox.Mailroom.status;
import static dev.holdfast.jdbi.outbox.Mailroom.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.event.RawEvent;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.ArticleEvent.Renamed;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxMessage;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an outbox tells while nothing of its own is wrong. */
@PostgresTest(template = Newsroom.class)
class OutboxTest {

    private final TestDatabase database;
    private final Receiver receiver = new Receiver();

    OutboxTest(TestDatabase database) {
        this.database = database;
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    @DisplayName(
            "EV-18 each message is sent at least once, in order per stream, one of a stream at a time, several streams at once")
    void inOrder() {
        JdbiHoldfast holdfast =
                Mailroom.holdfast(database, editions("ordered", receiver).build());
        receiver.refusal =
                message -> Math.floorMod(message.idempotencyKey().hashCode() + System.nanoTime() / 1000, 10) == 0
                        ? new IllegalStateException("busy")
                        : null;
        Position last = Position.START;
        for (int edition = 1; edition <= 12; edition++) {
            for (int article = 1; article <= 8; article++) {
                publish(holdfast.tenant(A), "ordered/o" + article, edition);
                last = publish(holdfast.tenant(B), "ordered/o" + article, edition)
                        .position();
            }
        }
        try (var running = holdfast.projections().start()) {
            until(() -> receiver.once().values().stream().mapToInt(List::size).sum() == 192);
            receiver.refusal = message -> null;
            holdfast.projections().await(A, last, LONG, "ordered");
        }
        List<String> expected = LongStream.rangeClosed(1, 12)
                .mapToObj(edition -> "{\"edition\": " + edition + "}")
                .toList();
        assertThat(receiver.once()).hasSize(16).allSatisfy((key, bodies) -> assertThat(bodies)
                .isEqualTo(expected));
        assertThat(receiver.once()).containsKeys("1/ordered/o1", "2/ordered/o1");
        assertThat(receiver.wrongs()).isEmpty();
        assertThat(receiver.mostFlying()).isGreaterThan(3);
    }

    @Test
    @DisplayName(
            "several messages of an event follow each other, none is skipped, and keys differ by message and outbox")
    void severalMessages() {
        Outbox first = Outbox.named("several", receiver)
                .onSeveral(
                        Published.class,
                        event -> List.of(
                                Message.to("a").text("1").header("kind", "x"),
                                Message.to("b").text("2").key("own")))
                .on(Renamed.class, event -> null)
                .inCategories("several")
                .build();
        Outbox second = Outbox.named("stored", receiver)
                .on(RawEvent.class, event -> Message.to("c").json(event.data().json()))
                .ofTypeNames("article-published")
                .inCategories("several")
                .build();
        JdbiHoldfast holdfast = Mailroom.holdfast(database, first, second);
        holdfast.tenant(A)
                .events()
                .append(stream("several", "s"), ExpectedVersion.any(), new Renamed("x"), new Published(3));
        Position last = publish(holdfast.tenant(A), "several/s", 4).position();
        try (var running = holdfast.projections().start()) {
            holdfast.projections().await(A, last, LONG, "several", "stored");
        }
        List<OutboxMessage> told = receiver.taken().stream()
                .filter(message -> message.stream().id().equals("s"))
                .toList();
        assertThat(told.stream()
                        .filter(message -> message.outbox().equals("several"))
                        .map(message -> message.message().destination() + message.version()))
                .containsExactly("a2", "b2", "a3", "b3");
        assertThat(told.stream()
                        .filter(message -> message.outbox().equals("stored"))
                        .map(message -> message.message().bodyText()))
                .containsExactly("{\"edition\": 3}", "{\"edition\": 4}");
        assertThat(told.stream().map(OutboxMessage::idempotencyKey).collect(Collectors.toSet()))
                .hasSize(6);
        assertThat(told.stream()
                        .filter(message -> message.message().destination().equals("b"))
                        .map(OutboxMessage::key)
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of("own"));
    }

    @Test
    @DisplayName("EV-18 what was acknowledged and not committed is sent again with the same key")
    void acknowledgedButNotCommitted() {
        JdbiHoldfast holdfast =
                Mailroom.holdfast(database, editions("undone", receiver).build());
        for (int edition = 1; edition <= 5; edition++) {
            publish(holdfast.tenant(A), "undone/u", edition);
        }
        receiver.refusal = message -> {
            // the token changes before the acknowledgement comes, so that the transaction behind it fails
            if (message.stream().id().equals("u")
                    && message.version() == 5
                    && status(holdfast, "undone").position().value() == 0) {
                holdfast.projections().pause("undone");
            }
            return null;
        };
        try (var running = holdfast.projections().start()) {
            until(() -> receiver.once().getOrDefault("1/undone/u", List.of()).size() == 5);
            until(() -> Mailroom.status(holdfast, "undone").state()
                    == dev.holdfast.projection.ProjectionStatus.State.PAUSED);
            assertThat(status(holdfast, "undone").position()).isEqualTo(Position.START);
            receiver.refusal = message -> null;
            holdfast.projections().resume("undone");
            Position last = publish(holdfast.tenant(A), "undone/u", 6).position();
            holdfast.projections().await(A, last, LONG, "undone");
        }
        List<OutboxMessage> taken = new ArrayList<>(receiver.taken());
        taken.removeIf(message -> !message.stream().id().equals("u"));
        assertThat(taken).hasSize(11);
        assertThat(taken.subList(5, 10).stream().map(OutboxMessage::idempotencyKey))
                .isEqualTo(taken.subList(0, 5).stream()
                        .map(OutboxMessage::idempotencyKey)
                        .toList());
        assertThat(receiver.once().get("1/undone/u")).hasSize(6);
    }

    @Test
    @DisplayName("EV-18 what is behind a position is sent again on demand, with the keys that it had")
    void replay() {
        JdbiHoldfast holdfast = Mailroom.holdfast(
                database, editions("again", receiver).partitions(2).build());
        Position from = Position.START;
        Position last = Position.START;
        for (int edition = 1; edition <= 6; edition++) {
            publish(holdfast.tenant(A), "again/r1", edition);
            last = publish(holdfast.tenant(B), "again/r2", edition).position();
            from = edition == 3 ? last : from;
        }
        try (var running = holdfast.projections().start()) {
            holdfast.projections().await(A, last, LONG, "again");
            Map<String, Long> before = counts();
            assertThat(before).containsEntry("1/again/r1", 6L).containsEntry("2/again/r2", 6L);
            holdfast.projections().replay("again", from);
            until(() -> counts().equals(Map.of("1/again/r1", 9L, "2/again/r2", 9L)));
            holdfast.projections().await(B, last, LONG, "again");
        }
        assertThat(receiver.once().get("1/again/r1")).hasSize(6);
        assertThat(receiver.once().get("2/again/r2")).hasSize(6);
    }

    private Map<String, Long> counts() {
        return receiver.taken().stream()
                .filter(message -> message.stream().id().startsWith("r"))
                .collect(Collectors.groupingBy(OutboxMessage::key, Collectors.counting()));
    }
}
