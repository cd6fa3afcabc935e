package dev.holdfast.jdbi.cqrs;

import static dev.holdfast.cqrs.AtLeast.atLeast;
import static dev.holdfast.cqrs.Reads.reads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cqrs.Answer;
import dev.holdfast.cqrs.Cqrs;
import dev.holdfast.cqrs.QueryWritesException;
import dev.holdfast.cqrs.ReplicaBehindException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.cqrs.Desk.AuthorCount;
import dev.holdfast.jdbi.cqrs.Desk.AuthorNames;
import dev.holdfast.jdbi.cqrs.Desk.Enlist;
import dev.holdfast.jdbi.cqrs.Desk.Publish;
import dev.holdfast.jdbi.cqrs.Desk.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.jdbi.event.Standby;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Queries that read on another server than commands write on. */
class ReplicaTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    @DisplayName(
            "EV-29 on a replica a query is at least at a position, too: it waits for the events, or for the projections there")
    void replica() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresServer.durable());
                TestDatabase database = server.createDatabase("led")) {
            new Newsroom().prepare(database);
            JdbiHoldfast primary = Newsroom.holdfast(database);
            try (Standby standby = Standby.following(database)) {
                DataSource superuser = standby.dataSource(database, Role.SUPERUSER);
                JdbiHoldfast replica = Newsroom.holdfast(
                        database, standby.dataSource(database, Role.APPLICATION), EventSettings.with(Newsroom.TYPES));
                Shelf there = new Shelf();
                Cqrs cqrs = Cqrs.builder(primary)
                        .command(Publish.class, (command, tx) -> {
                            Desk.enlist(new Enlist("a" + command.edition()), tx);
                            return Desk.publish(command, tx);
                        })
                        .query(AuthorCount.class, Desk::authorCount)
                        .query(AuthorNames.class, reads("names"), Desk::authorNames)
                        .awaitBy((tenantId, position, timeout, projections) -> {
                            throw new AssertionError("waited on the primary");
                        })
                        .replica(replica, there)
                        .build();
                UUID article = UUID.randomUUID();
                Answer<Published> first = cqrs.tenant(Newsroom.A).send(new Publish(article, 1));
                assertThat(cqrs.tenant(Newsroom.A).ask(new AuthorCount(), atLeast(first.position(), LONG)))
                        .isEqualTo(1);

                Sql.run(superuser, "select pg_wal_replay_pause()");
                awaitPause(superuser);
                Answer<Published> second = cqrs.tenant(Newsroom.A).send(new Publish(article, 2));
                assertThat(cqrs.tenant(Newsroom.A).ask(new AuthorCount()))
                        .as("behind")
                        .isEqualTo(1);
                assertThatThrownBy(() -> cqrs.tenant(Newsroom.A)
                                .ask(new AuthorCount(), atLeast(second.position(), Duration.ofMillis(200))))
                        .isInstanceOfSatisfying(ReplicaBehindException.class, late -> assertThat(late.wanted())
                                .isEqualTo(second.position()))
                        .hasMessageContaining("200 ms");
                CompletableFuture<Long> asked = Background.call(
                        () -> cqrs.tenant(Newsroom.A).ask(new AuthorCount(), atLeast(second.position(), LONG)));
                assertThatThrownBy(() -> asked.get(100, TimeUnit.MILLISECONDS)).isNotNull();
                Sql.run(superuser, "select pg_wal_replay_resume()");
                assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo(2);

                there.put("names", second.position());
                assertThat(cqrs.tenant(Newsroom.A).ask(new AuthorNames(), atLeast(second.position(), LONG)))
                        .containsExactlyInAnyOrder("a1", "a2");
                assertThat(there.asked).isEqualTo(List.of("1 [names]"));
                assertThatThrownBy(() -> cqrs.tenant(Newsroom.B)
                                .ask(new AuthorCount(), atLeast(second.position(), Duration.ofMillis(50))))
                        .as("another tenant's position")
                        .isInstanceOf(ReplicaBehindException.class);
                assertThat(cqrs.tenant(Newsroom.B).ask(new AuthorCount(), atLeast(Position.START, LONG)))
                        .isZero();
            }
        }
    }

    private static void awaitPause(DataSource standby) throws InterruptedException {
        for (int i = 0; !"paused".equals(Sql.one(standby, "select pg_get_wal_replay_pause_state()")); i++) {
            assertThat(i).isLessThan(1000);
            Thread.sleep(10);
        }
    }

    @Test
    @DisplayName("a handler that writes there is told so, as on the primary")
    void writes() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresServer.durable());
                TestDatabase database = server.createDatabase("led")) {
            new Newsroom().prepare(database);
            try (Standby standby = Standby.of(database)) {
                JdbiHoldfast replica = Newsroom.holdfast(
                        database, standby.dataSource(database, Role.APPLICATION), EventSettings.with(Newsroom.TYPES));
                Cqrs cqrs = Cqrs.builder(Newsroom.holdfast(database))
                        .query(AuthorCount.class, (query, session) -> {
                            Desk.enlist(new Enlist("x"), session);
                            return 1L;
                        })
                        .replica(replica, new Shelf())
                        .build();
                assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).ask(new AuthorCount()))
                        .isInstanceOf(QueryWritesException.class);
            }
        }
    }
}
