package dev.holdfast.jdbi.outbox;

import static dev.holdfast.jdbi.outbox.Mailroom.A;
import static dev.holdfast.jdbi.outbox.Mailroom.B;
import static dev.holdfast.jdbi.outbox.Mailroom.LONG;
import static dev.holdfast.jdbi.outbox.Mailroom.edition;
import static dev.holdfast.jdbi.outbox.Mailroom.editions;
import static dev.holdfast.jdbi.outbox.Mailroom.publish;
import static dev.holdfast.jdbi.outbox.Mailroom.status;
import static dev.holdfast.jdbi.outbox.Mailroom.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxMessage;
import dev.holdfast.outbox.RefusedMessageException;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an outbox does where mappers, messages or the publisher fail. */
@PostgresTest(template = Newsroom.class)
class FailingOutboxTest {

    private final TestDatabase database;
    private final Receiver receiver = new Receiver();

    FailingOutboxTest(TestDatabase database) {
        this.database = database;
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private List<String> told(String key) {
        return receiver.once().getOrDefault(key, List.of());
    }

    private static boolean isOf(OutboxMessage message, String stream) {
        return message.stream().id().equals(stream);
    }

    @Test
    @DisplayName(
            "EV-56 the mapper throws: the append commits, its stream is parked, others go on; unparked it goes on in order")
    void mapperThrows() {
        AtomicBoolean mended = new AtomicBoolean();
        Outbox outbox = Outbox.named("mapping", receiver)
                .on(Published.class, event -> {
                    if (event.stream().id().equals("m1") && event.data().edition() == 2 && !mended.get()) {
                        throw new IllegalStateException("no such edition");
                    }
                    return edition(event);
                })
                .inCategories("mapping")
                .build();
        JdbiHoldfast holdfast =
                Mailroom.holdfast(database, Mailroom.quick().retries(dev.holdfast.RetryPolicy.none()), outbox);
        try (var running = holdfast.projections().start()) {
            for (int edition = 1; edition <= 4; edition++) {
                publish(holdfast.tenant(A), "mapping/m1", edition);
                publish(holdfast.tenant(A), "mapping/m2", edition);
            }
            until(() -> told("1/mapping/m2").size() == 4 && told("1/mapping/m1").size() == 1);
            until(() -> holdfast.projections().parked("mapping").size() == 1);
            ParkedStream parked = holdfast.projections().parked("mapping").get(0);
            assertThat(parked.version()).isEqualTo(2);
            assertThat(parked.retryAt()).isNull();
            assertThat(parked.error()).contains("mapper of the outbox mapping", "IllegalStateException");
            mended.set(true);
            holdfast.projections().unpark(parked);
            until(() -> told("1/mapping/m1").size() == 4);
            until(() -> holdfast.projections().parked("mapping").isEmpty());
            Position last = publish(holdfast.tenant(A), "mapping/m1", 5).position();
            holdfast.projections().await(A, last, LONG, "mapping");
        }
        assertThat(told("1/mapping/m1")).isSorted().hasSize(5);
        assertThat(receiver.wrongs()).isEmpty();
    }

    @Test
    @DisplayName("a refused message parks its stream at once, and nothing that is kept quotes it")
    void refused() {
        JdbiHoldfast holdfast = Mailroom.holdfast(
                database,
                Mailroom.quick().retries(dev.holdfast.RetryPolicy.none()),
                editions("refusing", receiver).build());
        receiver.refusal = message -> isOf(message, "f1") && message.version() == 2
                ? new RefusedMessageException(
                        "too odd: " + message.message().bodyText(),
                        new IllegalStateException(message.message().bodyText()))
                : null;
        try (var running = holdfast.projections().start()) {
            for (int edition = 1; edition <= 3; edition++) {
                publish(holdfast.tenant(A), "refusing/f1", 1234567 + edition);
            }
            Position last = publish(holdfast.tenant(B), "refusing/f2", 1).position();
            holdfast.projections().await(B, last, LONG, "refusing");
            until(() -> holdfast.projections().parked("refusing").size() == 1);
            ParkedStream parked = holdfast.projections().parked("refusing").get(0);
            assertThat(parked.version()).isEqualTo(2);
            assertThat(parked.error())
                    .contains("has refused the message", "quotes")
                    .doesNotContain("edition\":")
                    .doesNotContain("1234569");
            assertThat(receiver.sent().stream().filter(message -> isOf(message, "f1") && message.version() == 2))
                    .hasSize(1);
            receiver.refusal = message -> null;
            assertThat(holdfast.projections().unpark("refusing")).isEqualTo(1);
            until(() -> told("1/refusing/f1").size() == 3);
        }
        assertThat(told("1/refusing/f1")).isSorted();
    }

    @Test
    @DisplayName("while the publisher takes nothing no stream is parked: the partition fails, and goes on by itself")
    void outage() {
        JdbiHoldfast holdfast =
                Mailroom.holdfast(database, editions("outage", receiver).build());
        AtomicInteger down = new AtomicInteger(1);
        AtomicInteger calls = new AtomicInteger();
        receiver.refusal = message ->
                calls.incrementAndGet() > 40 && down.get() == 1 ? new IllegalStateException("no broker") : null;
        Position last = Position.START;
        for (int article = 0; article < 120; article++) {
            publish(holdfast.tenant(A), "outage/d" + article, 1);
            last = publish(holdfast.tenant(A), "outage/d" + article, 2).position();
        }
        try (var running = holdfast.projections().start()) {
            until(() -> status(holdfast, "outage").failures() >= 3);
            ProjectionStatus status = status(holdfast, "outage");
            assertThat(status.state()).isEqualTo(ProjectionStatus.State.FAILING);
            assertThat(status.error()).contains("takes nothing", "no broker");
            int before = receiver.taken().size();
            assertThat(before).isGreaterThanOrEqualTo(40);
            assertThat(holdfast.projections().parked("outage")).isEmpty();
            down.set(0);
            holdfast.projections().await(A, last, LONG, "outage");
            assertThat(holdfast.projections().parked("outage")).isEmpty();
            assertThat(status(holdfast, "outage").state()).isEqualTo(ProjectionStatus.State.RUNNING);
        }
        // what was acknowledged before needn't be sent again by the same process
        assertThat(receiver.taken()).hasSize(240);
        assertThat(receiver.once())
                .hasSize(120)
                .allSatisfy((key, bodies) -> assertThat(bodies).hasSize(2).isSorted());
    }

    @Test
    @DisplayName(
            "a message that the publisher fails with alone parks its stream, which is tried again by itself until it goes")
    void oneFailsAlone() {
        JdbiHoldfast holdfast = Mailroom.holdfast(
                database,
                Mailroom.quick()
                        .retries(new dev.holdfast.RetryPolicy(2, Duration.ofMillis(50), Duration.ofMillis(100))),
                editions("alone", receiver).build());
        AtomicBoolean mended = new AtomicBoolean();
        receiver.refusal = message -> isOf(message, "e0") && !mended.get() ? new IllegalStateException("busy") : null;
        try (var running = holdfast.projections().start()) {
            publish(holdfast.tenant(A), "alone/e0", 1);
            Position last = publish(holdfast.tenant(A), "alone/e0", 2).position();
            // alone in its batch, nothing tells whether the publisher is to blame
            until(() -> holdfast.projections().parked("alone").size() == 1);
            holdfast.projections().await(B, last, LONG, "alone");
            until(() -> holdfast.projections().parked("alone").stream().anyMatch(parked -> parked.attempts() > 3));
            Position others = publish(holdfast.tenant(A), "alone/e1", 1).position();
            holdfast.projections().await(B, others, LONG, "alone");
            mended.set(true);
            until(() -> holdfast.projections().parked("alone").isEmpty());
            until(() -> told("1/alone/e0").size() == 2);
        }
        assertThat(told("1/alone/e0")).isSorted();
        assertThat(receiver.wrongs()).isEmpty();
    }

    @Test
    @DisplayName("what isn't acknowledged in time is published again, and its thread is no projection's")
    void late() {
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean hanging = new AtomicBoolean(true);
        Outbox hung = Outbox.named("hung", message -> new CompletableFuture<>())
                .on(Published.class, Mailroom::edition)
                .timeout(Duration.ofMinutes(10))
                .build();
        Outbox late = editions("late", message -> {
                    calls.incrementAndGet();
                    return hanging.compareAndSet(true, false)
                            ? new CompletableFuture<String>()
                            : receiver.publish(message);
                })
                .timeout(Duration.ofMillis(100))
                .build();
        JdbiHoldfast holdfast = Mailroom.holdfast(database, Mailroom.quick().threads(1), hung, late);
        Position last = publish(holdfast.tenant(A), "late/l", 1).position();
        try (var running = holdfast.projections().start()) {
            holdfast.projections().await(A, last, LONG, "late");
            assertThat(told("1/late/l")).hasSize(1);
            assertThat(holdfast.projections().parked("late")).isEmpty();
        }
    }
}
