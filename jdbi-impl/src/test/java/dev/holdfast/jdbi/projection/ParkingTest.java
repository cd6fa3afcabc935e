package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static dev.holdfast.jdbi.projection.Counting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.RetryPolicy;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.StreamParkedException;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Events that can't be handled: their streams wait, and nobody else does. */
@PostgresTest(template = Counting.class)
class ParkingTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final TestDatabase database;
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();

    ParkingTest(TestDatabase database) {
        this.database = database;
    }

    /** Refuses edition 5 of every article while it is broken; before that it has written something already. */
    private Projection refusing(String name) {
        return Projection.named(name)
                .inCategories(name)
                .on(Published.class, (event, tx) -> {
                    Counting.add(
                            tx, "tallies", event.stream().id(), event.data().edition());
                    if (broken.get() && event.data().edition() == 5) {
                        throw new IllegalStateException("edition five");
                    }
                    handled.add(event.stream().id() + event.data().edition());
                })
                .build();
    }

    private static ProjectionSettings byHand(Projection... projections) {
        return quick(projections).retries(RetryPolicy.none());
    }

    @Test
    @DisplayName(
            "EV-20 EV-29 a stream waits at its poison event, in order; the others go on; who waits for it is told at once")
    void parks() {
        JdbiHoldfast holdfast = Counting.holdfast(database, byHand(refusing("parks")));
        try (var running = holdfast.projections().start()) {
            Position waiting = Position.START;
            for (int edition = 1; edition <= 8; edition++) {
                waiting = publish(holdfast.tenant(A), "parks", "x", edition).position();
                publish(holdfast.tenant(A), "parks", "y", edition + 10);
                publish(holdfast.tenant(B), "parks", "x", edition + 20);
            }
            Position last = publish(holdfast.tenant(A), "parks", "y", 30).position();
            holdfast.projections().await(A, last, LONG, "parks");
            assertThat(tallies(holdfast.tenant(A))).containsAllEntriesOf(Map.of("x", "4/10", "y", "9/146"));
            assertThat(tallies(holdfast.tenant(B))).containsAllEntriesOf(Map.of("x", "8/196"));
            ParkedStream parked = holdfast.projections().parked("parks").get(0);
            assertThat(parked.stream()).isEqualTo(stream("parks", "x"));
            assertThat(parked.version()).isEqualTo(5);
            assertThat(parked.tenantId()).isEqualTo(A);
            assertThat(parked.error()).contains("IllegalStateException", "edition five");
            assertThat(parked.retryAt()).isNull();
            Position wanted = waiting;
            assertThatThrownBy(() -> holdfast.projections().await(A, wanted, LONG, "parks"))
                    .isInstanceOfSatisfying(StreamParkedException.class, e -> {
                        assertThat(e.stream()).isEqualTo(parked.stream());
                        assertThat(e.failedAt()).isEqualTo(parked.position());
                    });
            assertThat(holdfast.projections().status().stream()
                            .filter(status -> status.projection().equals("parks"))
                            .map(ProjectionStatus::parkedStreams))
                    .containsExactly(1L);

            broken.set(false);
            handled.clear();
            holdfast.projections().unpark(parked);
            holdfast.projections().unpark("parks");
            until(() -> holdfast.projections().parked("parks").isEmpty());
            holdfast.projections().await(A, wanted, LONG, "parks");
            assertThat(handled).containsExactly("x5", "x6", "x7", "x8");
            assertThat(tallies(holdfast.tenant(A))).containsAllEntriesOf(Map.of("x", "8/36", "y", "9/146"));
            assertThatThrownBy(() -> holdfast.projections().unpark(parked))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("isn't parked");
        }
    }

    @Test
    @DisplayName("EV-20 it is tried again by itself, with back-off, and skipped by hand alone")
    void retries() {
        Projection projection = refusing("retries");
        JdbiHoldfast holdfast = Counting.holdfast(
                database,
                quick(projection)
                        .retries(new RetryPolicy(4, Duration.ofMillis(20), Duration.ofMillis(40)))
                        .maxParked(1)); // which is one that is tried again, and no other
        try (var running = holdfast.projections().start()) {
            for (int edition = 4; edition <= 7; edition++) {
                publish(holdfast.tenant(A), "retries", "r", edition);
            }
            until(() -> holdfast.projections().parked("retries").stream()
                    .anyMatch(stream -> stream.attempts() == 4 && stream.retryAt() == null));
            ParkedStream parked = holdfast.projections().parked("retries").get(0);
            assertThat(tallies(holdfast.tenant(A)).get("r")).isEqualTo("1/4");
            handled.clear();
            holdfast.projections().skip(parked, "a test");
            until(() -> holdfast.projections().parked("retries").isEmpty());
            assertThat(handled).containsExactly("r6", "r7");
            assertThat(tallies(holdfast.tenant(A)).get("r")).isEqualTo("3/17");
            assertThatThrownBy(() -> holdfast.projections().skip(parked, "again"))
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    @DisplayName("EV-39 EV-47 an event that can't be read parks its stream; plain SQL sees and unparks it")
    void unreadable() {
        JdbiHoldfast holdfast = Counting.holdfast(database, byHand(Counting.byStreamOfIts("unreadable")));
        try (var running = holdfast.projections().start()) {
            publish(holdfast.tenant(A), "unreadable", "u", 1);
            Sql.run(
                    database.applicationDataSource(),
                    "begin; select set_config('holdfast.tenant_id', '" + A + "', true);"
                            + " select holdfast.append_event('unreadable', 'u', null, 'article-published', '{\"edition\": \"?\"}');"
                            + " commit");
            publish(holdfast.tenant(A), "unreadable", "u", 3);
            Position other = publish(holdfast.tenant(A), "unreadable", "v", 9).position();
            holdfast.projections().await(A, other, LONG, "unreadable");
            assertThat(tallies(holdfast.tenant(A)).get("u")).isEqualTo("1/1");
            assertThat(Sql.one(database.applicationDataSource(), "select count(*) from holdfast.parked_streams"))
                    .as("without a tenant nothing is seen")
                    .isEqualTo("0");
            assertThat(Sql.one(
                            database.applicationDataSource(),
                            "select holdfast.unpark_stream('unreadable', 'unreadable', 'u')"
                                    + " from (select set_config('holdfast.tenant_id', '" + B + "', true) offset 0) t"))
                    .as("another tenant unparks nothing")
                    .isEqualTo("0");
            assertThat(Sql.one(
                            database.acrossTenantsDataSource(),
                            "select holdfast.unpark_stream('unreadable', 'unreadable', 'u')"))
                    .isEqualTo("1");
            until(() -> holdfast.projections().parked("unreadable").stream().anyMatch(each -> each.attempts() == 2));
            ParkedStream parked = holdfast.projections().parked("unreadable").get(0);
            assertThat(parked.version()).isEqualTo(2);
            holdfast.projections().skip(parked, "it never was an edition");
            until(() -> "2/4".equals(tallies(holdfast.tenant(A)).get("u")));
        }
    }

    @Test
    @DisplayName("EV-55 a handler that throws an Error or hangs is told of within a poll, and the others go on")
    void stalls() {
        AtomicReference<String> mode = new AtomicReference<>("error");
        ConcurrentLinkedQueue<Duration> slow = new ConcurrentLinkedQueue<>();
        Projection stalling = Projection.named("stalls")
                .inCategories("stalls")
                .on(Published.class, (event, tx) -> {
                    if (event.stream().id().equals("error") && mode.get().equals("error")) {
                        throw new AssertionError("an Error");
                    }
                    if (event.stream().id().equals("deep") && mode.get().equals("error")) {
                        deeper(0);
                    }
                    if (event.stream().id().equals("hangs")) {
                        until(() -> mode.get().equals("free"));
                    }
                    Counting.add(tx, "tallies", event.stream().id(), 1);
                })
                .build();
        JdbiHoldfast holdfast =
                Counting.holdfast(database, byHand(stalling).listener(new dev.holdfast.projection.ProjectionListener() {
                    @Override
                    public void slow(String projection, int partition, Duration since) {
                        slow.add(since);
                    }
                }));
        try (var running = holdfast.projections().start()) {
            publish(holdfast.tenant(A), "stalls", "error", 1);
            publish(holdfast.tenant(A), "stalls", "deep", 1);
            Position fine = publish(holdfast.tenant(A), "stalls", "fine", 1).position();
            holdfast.projections().await(A, fine, LONG, "stalls");
            until(() -> holdfast.projections().parked("stalls").size() == 2);
            assertThat(holdfast.projections().parked("stalls"))
                    .extracting(ParkedStream::error)
                    .anyMatch(error -> error.contains("AssertionError"));
            publish(holdfast.tenant(A), "stalls", "hangs", 1);
            until(() -> holdfast.projections().status().stream()
                    .anyMatch(status -> status.projection().equals("stalls") && status.busySince() != null));
            assertThat(slow).isNotEmpty();
            mode.set("free");
            holdfast.projections().unpark("stalls");
            until(() -> tallies(holdfast.tenant(A)).keySet().containsAll(List.of("error", "deep", "fine", "hangs")));
            assertThat(tallies(holdfast.tenant(A)))
                    .containsEntry("error", "1/1")
                    .containsEntry("deep", "1/1");
        }
    }

    private static int deeper(int depth) {
        return depth < 0 ? 0 : deeper(depth + 1) + 1;
    }

    @Test
    @DisplayName("where every stream fails, the partition waits instead of parking them all, and tells why")
    void tooMany() {
        Projection failing = Projection.named("failing")
                .inCategories("failing")
                .on(Published.class, (event, tx) -> {
                    if (broken.get()) {
                        ((JdbiTransaction) tx).handle().execute("select 1 from nowhere");
                    }
                    Counting.add(tx, "tallies", "f" + event.stream().id(), 1);
                })
                .build();
        JdbiHoldfast holdfast = Counting.holdfast(database, byHand(failing).maxParked(3));
        for (int i = 0; i < 10; i++) {
            publish(holdfast.tenant(A), "failing", "many" + i, 1);
        }
        try (var running = holdfast.projections().start()) {
            until(() -> holdfast.projections().status().stream()
                    .anyMatch(status -> status.projection().equals("failing")
                            && status.state() == ProjectionStatus.State.FAILING
                            && String.valueOf(status.error()).contains("More than 3 streams")));
            assertThat(holdfast.projections().parked("failing")).isEmpty();
            broken.set(false);
            until(() -> "1/1".equals(tallies(holdfast.tenant(A)).get("fmany9")));
            assertThat(holdfast.projections().status().stream()
                            .filter(status -> status.projection().equals("failing"))
                            .map(ProjectionStatus::error))
                    .containsExactly((String) null);
        }
    }
}
