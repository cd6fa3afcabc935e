package dev.holdfast.jdbi.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.TestDatabase;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server that crashes forgets positions that were drawn and rolled back just before. */
class CrashTest {

    /** A server that writes its log as late as it may. */
    private static PostgresServer lazy() {
        Map<String, String> lazy = new HashMap<>(PostgresServer.durable());
        lazy.put("wal_writer_delay", "10s");
        lazy.put("autovacuum", "off");
        return PostgresServer.start(lazy);
    }

    @Test
    @DisplayName(
            "EV-13 a reader that passed positions which a crash forgets doesn't overlook the events that get them anew")
    void forgottenPositions() throws Exception {
        try (PostgresServer server = lazy();
                TestDatabase database = server.createDatabase("crash")) {
            new Newsroom().prepare(database);
            JdbiHoldfast holdfast = Newsroom.holdfast(database);
            Follower follower = new Follower(holdfast.tenant(Newsroom.A), Checkpoint.START, 100);
            Follower across = new Follower(holdfast.acrossTenants("test"), Checkpoint.START, 100);
            try (OpenAppender undone = OpenAppender.of(database, Newsroom.A)) {
                undone.run(draws(100)); // at once, before the WAL writer's time comes
                undone.rollback();
                assertThat(follower.poll()).isEmpty();
                assertThat(across.poll()).isEmpty();
                server.stopImmediately();
            }
            server.restart();
            long next;
            try (OpenAppender appender = OpenAppender.of(database, Newsroom.A)) {
                next = appender.append("next");
                appender.commit();
            }
            assertThat(next).as("a position that was drawn before").isLessThanOrEqualTo(100);
            assertThat(follower.poll()).containsExactly(next);
            assertThat(across.poll()).containsExactly(next);
        }
    }

    private static String draws(int count) {
        return "select holdfast.append_event('article', 'undone' || n, null, 'article-published', '{\"edition\": 1}')"
                + " from generate_series(1, " + count + ") as n";
    }

    @Test
    @DisplayName(
            "EV-13 a quiet tenant's checkpoint, which moved on among positions that a crash forgets, lets it overlook nothing")
    void quietTenant() throws Exception {
        try (PostgresServer server = lazy();
                TestDatabase database = server.createDatabase("crash")) {
            new Newsroom().prepare(database);
            JdbiHoldfast holdfast = Newsroom.holdfast(database);
            Follower quiet = new Follower(holdfast.tenant(Newsroom.A), Checkpoint.START, 100);
            long others;
            try (OpenAppender undone = OpenAppender.of(database, Newsroom.A);
                    OpenAppender busy = OpenAppender.of(database, Newsroom.B)) {
                undone.run(draws(50));
                others = busy.append("busy");
                busy.commit();
                undone.run(draws(100));
                assertThat(quiet.poll()).isEmpty();
                assertThat(quiet.after()).as("an earlier one may still come").isEqualTo(Checkpoint.START);
                undone.rollback();
                assertThat(quiet.poll()).isEmpty();
                assertThat(quiet.after().position().value()).isEqualTo(others);
                server.stopImmediately();
            }
            server.restart();
            long next;
            try (OpenAppender appender = OpenAppender.of(database, Newsroom.A)) {
                next = appender.append("next");
                appender.commit();
            }
            assertThat(next).isGreaterThan(others);
            if (database.version() >= 18) { // 15 has written its log by then, and forgets none of these
                assertThat(next).as("a position that was drawn before").isLessThanOrEqualTo(151);
            }
            assertThat(quiet.poll()).containsExactly(next);
        }
    }
}
