package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.projection.RunningAnnouncements;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What processes tell each other of appends: a hint, on which nothing depends. */
@PostgresTest(template = Counting.class)
class NotificationsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final TestDatabase database;

    NotificationsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    @DisplayName("J-18 many appends are told in few notifications, none of them in the append's transaction")
    void throttled() throws Exception {
        JdbiHoldfast holdfast = Counting.holdfast(
                database, quick(Counting.byStreamOfIts("told")).polling(Duration.ofMillis(500), Duration.ofSeconds(1)));
        try (Connection listening = database.applicationDataSource().getConnection();
                Statement statement = listening.createStatement();
                RunningAnnouncements announcing = holdfast.projections().announce()) {
            statement.execute("listen holdfast_events");
            PGConnection postgres = listening.unwrap(PGConnection.class);
            long begun = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                publish(holdfast.tenant(A), "told", "t", i);
            }
            int told = 0;
            long last = 0;
            while (last == 0 || System.nanoTime() - last < Duration.ofSeconds(2).toNanos()) {
                PGNotification[] some = postgres.getNotifications(2_000);
                if (some != null && some.length > 0) {
                    told += some.length;
                    last = System.nanoTime();
                }
            }
            assertThat(told)
                    .isBetween(1, 2 + (int) (Duration.ofNanos(last - begun).toMillis() / 500));
        }
    }

    @Test
    @DisplayName(
            "EV-23 an append is told of while an older one is open, and the listening connection is killed: nothing is passed by")
    void notifiedEarly() throws Exception {
        JdbiHoldfast node = Counting.builder(
                        database.applicationDataSource(),
                        database.acrossTenantsDataSource(),
                        quick(Counting.byStreamOfIts("early")).polling(Duration.ofMillis(5), Duration.ofHours(1)))
                .notifications(database.applicationDataSource())
                .build();
        JdbiHoldfast other = Counting.holdfast(database, quick(Counting.byStreamOfIts("early")));
        try (RunningProjections running = node.projections().start();
                RunningAnnouncements announcing = other.projections().announce()) {
            node.projections()
                    .await(A, publish(other.tenant(A), "early", "first", 1).position(), LONG, "early");
            Position older = other.tenant(A).inTransaction(tx -> {
                Position open = tx.events()
                        .append(stream("early", "older"), ExpectedVersion.any(), new Published(2))
                        .position();
                Background.run(() -> publish(other.tenant(B), "early", "newer", 3))
                        .join();
                Sql.run(
                        database.superuserDataSource(),
                        "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen holdfast_events'"
                                + " and datname = current_database()");
                return open;
            });
            Position later = publish(other.tenant(B), "early", "newer", 4).position();
            node.projections().await(A, older, LONG, "early");
            node.projections().await(B, later, LONG, "early");
            assertThat(tallies(node.tenant(A))).containsEntry("older", "1/2");
            assertThat(tallies(node.tenant(B))).containsEntry("newer", "2/7");
        }
    }
}
