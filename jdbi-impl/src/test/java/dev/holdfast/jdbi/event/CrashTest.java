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

    @Test
    @DisplayName(
            "EV-13 a reader that passed positions which a crash forgets doesn't overlook the events that get them anew")
    void forgottenPositions() throws Exception {
        Map<String, String> lazy = new HashMap<>(PostgresServer.durable());
        lazy.put("wal_writer_delay", "10s");
        lazy.put("autovacuum", "off");
        try (PostgresServer server = PostgresServer.start(lazy);
                TestDatabase database = server.createDatabase("crash")) {
            new Newsroom().prepare(database);
            JdbiHoldfast holdfast = Newsroom.holdfast(database);
            Follower follower = new Follower(holdfast.tenant(Newsroom.A), Checkpoint.START, 100);
            Follower across = new Follower(holdfast.acrossTenants("test"), Checkpoint.START, 100);
            try (OpenAppender undone = OpenAppender.of(database, Newsroom.A)) {
                for (int i = 0; i < 100; i++) {
                    undone.append("undone" + i);
                }
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
}
