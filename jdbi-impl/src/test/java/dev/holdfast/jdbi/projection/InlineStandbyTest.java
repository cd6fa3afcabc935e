package dev.holdfast.jdbi.projection;

import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.Standby;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionTimeoutException;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An inline projection is as far on a standby as its events have come there. */
class InlineStandbyTest {

    @Test
    @DisplayName("EV-29 on a standby an inline projection is waited for until the event has come there")
    void standby() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresServer.durable());
                TestDatabase database = server.createDatabase("inline")) {
            new Counting().prepare(database);
            Projection inline = Projection.named("inline")
                    .inline()
                    .on(
                            Published.class,
                            (event, tx) ->
                                    Counting.add(tx, "tallies", event.stream().id(), 1))
                    .build();
            JdbiHoldfast primary = Counting.holdfast(database, inline);
            primary.projections().serve("inline", 1);
            publish(primary.tenant(A), "a", 1);
            try (Standby standby = Standby.following(database)) {
                DataSource superuser = standby.dataSource(database, Role.SUPERUSER);
                JdbiHoldfast there = Counting.holdfast(
                        standby.dataSource(database, Role.APPLICATION),
                        standby.dataSource(database, Role.ACROSS_TENANTS),
                        quick(inline));
                Sql.run(superuser, "select pg_wal_replay_pause()");
                Counting.until(() -> "paused".equals(Sql.one(superuser, "select pg_get_wal_replay_pause_state()")));
                Position second = publish(primary.tenant(A), "a", 2).position();
                assertThatThrownBy(() -> there.projections().await(A, second, Duration.ofMillis(200), "inline"))
                        .isInstanceOf(ProjectionTimeoutException.class);
                Sql.run(superuser, "select pg_wal_replay_resume()");
                there.projections().await(A, second, Duration.ofMinutes(1), "inline");
                assertThat(tallies(there.tenant(A))).isEqualTo(Map.of("a", "2/2"));
            }
        }
    }
}
