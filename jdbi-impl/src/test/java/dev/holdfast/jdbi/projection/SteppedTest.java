package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.RetryPolicy;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxMessage;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.SteppedProjections;
import dev.holdfast.projection.SteppedProjections.Step;
import dev.holdfast.testkit.MutableClock;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Projections and outboxes on the caller's thread, by a clock that stands still. */
@PostgresTest(template = Counting.class)
class SteppedTest {

    private final TestDatabase database;
    private final MutableClock clock = MutableClock.at("2001-02-03T04:05:06Z");

    SteppedTest(TestDatabase database) {
        this.database = database;
    }

    private Projection refusing(String name, AtomicBoolean broken) {
        return Projection.named(name)
                .inCategories(name)
                .on(Published.class, (event, tx) -> {
                    if (broken.get() && event.data().edition() == 2) {
                        throw new IllegalStateException("edition two");
                    }
                    Counting.add(
                            tx, "tallies", event.stream().id(), event.data().edition());
                })
                .build();
    }

    @Test
    @DisplayName("a step handles a batch, and tells so; idle is when nothing is left, of other tenants neither")
    void steps() {
        List<Thread> threads = new ArrayList<>();
        JdbiHoldfast holdfast = Counting.holdfast(
                database,
                Projection.named("steps")
                        .inCategories("steps")
                        .on(Published.class, (event, tx) -> {
                            threads.add(Thread.currentThread());
                            Counting.add(
                                    tx,
                                    "tallies",
                                    event.stream().id(),
                                    event.data().edition());
                        })
                        .build());
        for (int edition = 1; edition <= 3; edition++) {
            publish(holdfast.tenant(A), "steps", "x", edition);
        }
        try (SteppedProjections stepped = holdfast.projections().stepped(clock, 2)) {
            assertThat(stepped.step().events()).isEqualTo(2);
            assertThat(tallies(holdfast.tenant(A))).containsEntry("x", "2/3");
            Step last = stepped.step();
            assertThat(last.events()).isEqualTo(1);
            assertThat(last.more()).isFalse();
            assertThat(stepped.step()).isEqualTo(Step.NOTHING);
            publish(holdfast.tenant(B), "steps", "x", 9);
            assertThat(tallies(holdfast.tenant(B))).isEmpty();
            Step all = stepped.runUntilIdle();
            assertThat(all.events()).isEqualTo(1);
            assertThat(all.isIdle()).isFalse();
            assertThat(stepped.runUntilIdle().isIdle()).isTrue();
            assertThat(tallies(holdfast.tenant(B))).containsEntry("x", "1/9");
        }
        assertThat(threads).hasSize(4).containsOnly(Thread.currentThread());
    }

    @Test
    @DisplayName("EV-20 a parked stream is tried again when the clock says so, and at once where it is unparked")
    void parked() {
        AtomicBoolean broken = new AtomicBoolean(true);
        JdbiHoldfast holdfast = Counting.holdfast(
                database,
                quick(refusing("waits", broken))
                        .retries(new RetryPolicy(3, Duration.ofMinutes(1), Duration.ofHours(1))));
        try (SteppedProjections stepped = holdfast.projections().stepped(clock, 100)) {
            for (int edition = 1; edition <= 3; edition++) {
                publish(holdfast.tenant(A), "waits", "w", edition);
            }
            publish(holdfast.tenant(A), "waits", "v", 4);
            Step first = stepped.runUntilIdle();
            assertThat(first.parked()).extracting(ParkedStream::version).containsExactly(2L);
            assertThat(first.parked().get(0).retryAt()).isBetween(clock.instant(), later(60));
            assertThat(holdfast.projections().parked("waits").get(0).retryAt())
                    .isEqualTo(first.parked().get(0).retryAt());
            assertThat(tallies(holdfast.tenant(A))).containsEntry("w", "1/1").containsEntry("v", "1/4");
            assertThat(stepped.runUntilIdle().isIdle()).isTrue();
            clock.advance(Duration.ofMinutes(1));
            Step second = stepped.runUntilIdle();
            assertThat(second.parked()).extracting(ParkedStream::attempts).containsExactly(2);
            broken.set(false);
            assertThat(stepped.runUntilIdle().isIdle()).isTrue();
            holdfast.projections().unpark(holdfast.projections().parked("waits").get(0));
            Step third = stepped.runUntilIdle();
            assertThat(third.unparked()).extracting(ParkedStream::stream).containsExactly(stream("waits", "w"));
            assertThat(tallies(holdfast.tenant(A))).containsEntry("w", "3/6");
            assertThat(holdfast.projections().parked("waits")).isEmpty();
        }
    }

    private Instant later(long seconds) {
        return clock.instant().plusSeconds(seconds);
    }

    @Test
    @DisplayName("a partition that fails is tried again when the clock says so")
    void failing() {
        AtomicBoolean broken = new AtomicBoolean(true);
        JdbiHoldfast holdfast = Counting.holdfast(
                database,
                Projection.named("fails")
                        .inCategories("fails")
                        .on(Published.class, (event, tx) -> {
                            if (broken.get()) {
                                throw new NoClassDefFoundError("of a deployment");
                            }
                            Counting.add(tx, "tallies", event.stream().id(), 1);
                        })
                        .build());
        try (SteppedProjections stepped = holdfast.projections().stepped(clock, 100)) {
            publish(holdfast.tenant(A), "fails", "f", 1);
            Step first = stepped.runUntilIdle();
            assertThat(first.failures()).singleElement().isInstanceOf(NoClassDefFoundError.class);
            assertThat(first.parked()).isEmpty();
            broken.set(false);
            assertThat(stepped.runUntilIdle().isIdle()).isTrue();
            clock.advance(Duration.ofSeconds(10));
            assertThat(stepped.runUntilIdle().events()).isEqualTo(1);
            assertThat(tallies(holdfast.tenant(A))).containsEntry("f", "1/1");
        }
    }

    @Test
    @DisplayName("EV-18 a crash before the commit leaves nothing, and an outbox publishes again, by the same key")
    void crashes() {
        AtomicInteger calls = new AtomicInteger();
        List<String> published = new ArrayList<>();
        Projection projection = Projection.named("crashing")
                .inCategories("crashes")
                .on(Published.class, (event, tx) -> {
                    calls.incrementAndGet();
                    Counting.add(
                            tx, "tallies", event.stream().id(), event.data().edition());
                })
                .build();
        Outbox outbox = Outbox.named("crashing-too", message -> {
                    published.add(told(message));
                    return CompletableFuture.completedFuture(null);
                })
                .inCategories("crashes")
                .on(Published.class, event -> Message.to("t")
                        .text("" + event.data().edition()))
                .build();
        JdbiHoldfast holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Counting.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(Encryption.with(Newsroom.KEYRING))
                .events(EventSettings.with(Newsroom.TYPES))
                .projections(ProjectionSettings.with(projection))
                .outboxes(outbox)
                .build();
        try (SteppedProjections stepped = holdfast.projections().stepped(clock, 100)) {
            publish(holdfast.tenant(A), "crashes", "c", 3);
            publish(holdfast.tenant(A), "crashes", "d", 5);
            stepped.crash();
            assertThat(calls).hasValue(2);
            assertThat(published).hasSize(2);
            assertThat(tallies(holdfast.tenant(A))).doesNotContainKeys("c", "d");
            stepped.crash();
            assertThat(stepped.runUntilIdle().failures()).isEmpty();
            assertThat(calls).hasValue(6);
            assertThat(tallies(holdfast.tenant(A))).containsEntry("c", "1/3").containsEntry("d", "1/5");
            assertThat(published).hasSize(6);
            assertThat(published.stream().distinct()).hasSize(2);
        }
    }

    private static String told(OutboxMessage message) {
        return message.idempotencyKey() + " " + message.message().bodyText();
    }

    @Test
    @DisplayName("what another process runs isn't stepped; once that is closed it is")
    void elsewhere() {
        JdbiHoldfast holdfast = Counting.holdfast(database, Counting.byStreamOfIts("elsewhere"));
        try (SteppedProjections first = holdfast.projections().stepped(clock, 1)) {
            assertThatThrownBy(() -> holdfast.projections().stepped(Clock.systemUTC(), 1))
                    .isInstanceOf(HoldfastException.class)
                    .hasMessageContaining("elsewhere v1, partition 0")
                    .hasMessageContaining("Close what runs them");
            publish(holdfast.tenant(A), "elsewhere", "e", 1);
            assertThat(first.step().events()).isEqualTo(1);
        }
        try (SteppedProjections second = holdfast.projections().stepped(Clock.systemUTC(), 1)) {
            assertThat(second.step().events()).isZero();
            second.close();
        }
        assertThat(tallies(holdfast.tenant(A))).containsEntry("e", "1/1");
    }
}
