package dev.holdfast.jdbi.projection;

import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static dev.holdfast.jdbi.projection.Counting.until;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.ProjectionTimeoutException;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A new version is built while the old one serves, and then serves itself; and what comes late, or in gaps, counts. */
@PostgresTest(template = Counting.class)
class RebuildTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    private final TestDatabase database;

    RebuildTest(TestDatabase database) {
        this.database = database;
    }

    private static Projection first(String name) {
        return Counting.byStreamOfIts(name);
    }

    private static Projection second(String name) {
        return Projection.named(name)
                .version(2)
                .inCategories(name)
                .on(
                        Published.class,
                        (event, tx) -> Counting.add(
                                tx,
                                "tallies_2",
                                event.stream().id(),
                                2 * event.data().edition()))
                .build();
    }

    private ProjectionStatus status(JdbiHoldfast holdfast, int version) {
        return holdfast.projections().status().stream()
                .filter(status -> status.projection().equals("rebuilt") && status.version() == version)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName(
            "EV-24 a version is rebuilt while events come in, goes on after a stop in its middle, and is swapped in one step")
    void rebuilt() throws Exception {
        JdbiHoldfast old = Counting.holdfast(database, first("rebuilt"));
        JdbiHoldfast next = Counting.holdfast(
                database, quick(first("rebuilt"), second("rebuilt")).batchSize(20));
        for (int i = 1; i <= 300; i++) {
            publish(old.tenant(i % 2 == 0 ? A : B), "rebuilt", "n" + i % 3, i);
        }
        try (RunningProjections running = old.projections().start()) {
            old.projections()
                    .await(A, publish(old.tenant(A), "rebuilt", "n0", 1).position(), LONG, "rebuilt");
        }
        assertThatThrownBy(() -> old.projections().serve("rebuilt", 2))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("There is no version 2");
        AtomicBoolean ended = new AtomicBoolean();
        AtomicLong last = new AtomicLong();
        Thread writer = new Thread(() -> {
            for (int i = 1; !ended.get(); i++) {
                last.set(publish(next.tenant(A), "rebuilt", "n" + i % 3, i)
                        .position()
                        .value());
            }
        });
        writer.start();
        try {
            for (int stop = 1; stop <= 3; stop++) { // begun again in its middle
                Position before = stop == 1 ? Position.START : status(next, 2).position();
                try (RunningProjections running = next.projections().start()) {
                    until(() -> status(next, 2).position().compareTo(before) > 0);
                }
            }
            try (RunningProjections running = next.projections().start()) {
                until(() -> serves(next));
                assertThat(status(next, 2).serving()).isTrue();
                assertThat(status(next, 1).serving()).isFalse();
                ended.set(true);
                writer.join();
                next.projections().await(A, new Position(last.get()), LONG, "rebuilt");
                assertThat(serving()).isEqualTo("2");
            }
        } finally {
            ended.set(true);
            writer.join();
        }
        for (long tenant : List.of(A, B)) {
            Map<String, String> sums = tallies(next.tenant(tenant), TALLIES_2);
            for (int i = 0; i < 3; i++) {
                assertThat(sums.get("n" + i))
                        .isEqualTo(Sql.one(
                                database.superuserDataSource(),
                                "select count(*) || '/' || 2 * sum(cast(e.data ->> 'edition' as bigint))"
                                        + " from holdfast.events e join holdfast.streams s using (tenant_id, stream_no)"
                                        + " where e.category = 'rebuilt' and tenant_id = " + tenant
                                        + " and s.stream_id = 'n" + i + "'"));
            }
        }
    }

    /** It may be a batch behind when it is asked. */
    private static boolean serves(JdbiHoldfast holdfast) {
        try {
            holdfast.projections().serve("rebuilt", 2);
            return true;
        } catch (InvalidValueException behind) {
            assertThat(behind).hasMessageContaining("wait");
            return false;
        }
    }

    private String serving() {
        return String.valueOf(Sql.one(database.applicationDataSource(), "select holdfast.serving_version('rebuilt')"));
    }

    @Test
    @DisplayName("EV-9 EV-29 what is committed late is waited for and counts; what is rolled back holds nobody up")
    void late() throws Exception {
        JdbiHoldfast holdfast = Counting.holdfast(database, Counting.byStreamOfIts("late"));
        try (RunningProjections running = holdfast.projections().start();
                Connection appender = database.applicationDataSource().getConnection()) {
            for (boolean kept : List.of(true, false)) {
                appender.setAutoCommit(false);
                Sql.run(appender, "select set_config('holdfast.tenant_id', '" + B + "', true)");
                Sql.run(
                        appender,
                        "select holdfast.append_event('late', 'l', null, 'article-published', '{\"edition\": 5}')");
                Position behind = publish(holdfast.tenant(A), "late", "l", 1).position();
                assertThatThrownBy(() -> holdfast.projections().await(A, behind, Duration.ofMillis(200), "late"))
                        .isInstanceOf(ProjectionTimeoutException.class);
                if (kept) {
                    appender.commit();
                } else {
                    appender.rollback();
                }
                holdfast.projections().await(A, behind, LONG, "late");
                assertThat(tallies(holdfast.tenant(B))).containsEntry("l", "1/5");
            }
            assertThat(tallies(holdfast.tenant(A))).containsEntry("l", "2/2");
        }
        assertThatThrownBy(() -> holdfast.projections().await(A, Position.START, LONG, "unknown"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("was never run");
    }
}
