package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a crash does to positions that were drawn and never committed. */
class CrashTest {

    @Test
    @DisplayName("EV-13 positions of a rollback come again after a crash, and a reader that was caught up misses none")
    void positionsComeAgain() throws Exception {
        Map<String, String> settings = new HashMap<>(PostgresServer.durable());
        settings.put("wal_writer_delay", "10000"); // nobody else writes the sequence's record to disk
        settings.put("wal_writer_flush_after", "1000000");
        try (PostgresServer server = PostgresServer.start(settings)) {
            TestDatabase database = server.createDatabase("crash");
            new Newsroom().prepare(database);
            TenantScope acme = Newsroom.holdfast(database).tenant(Newsroom.A);
            acme.events().append(stream("article", 1), ExpectedVersion.none(), new ArticleEvent.Published(1));
            acme.useTransaction(tx -> {
                tx.events()
                        .appendAll(
                                stream("article", 2),
                                ExpectedVersion.none(),
                                Collections.nCopies(60, new ArticleEvent.Published(2)));
                tx.rollbackOnly();
            });
            long drawn = lastValue(database);
            EventPage<Object> read = acme.events().readAll(Position.START).page(1_000);
            assertThat(read.events()).hasSize(1);
            assertThat(read.caughtUp()).isTrue();

            server.stopImmediately();
            server.restart();

            assertThat(lastValue(database))
                    .as("this server wrote more than it had to")
                    .isLessThan(drawn);
            acme = Newsroom.holdfast(database).tenant(Newsroom.A);
            Position appended = acme.events()
                    .append(stream("article", 3), ExpectedVersion.none(), new ArticleEvent.Published(3))
                    .position();
            assertThat(appended.value()).isLessThanOrEqualTo(drawn);
            assertThat(acme.events().readAll(read.position()).page(1_000).events())
                    .extracting(RecordedEvent::position)
                    .containsExactly(appended);
            assertThat(acme.events().lastPosition()).isEqualTo(appended);
        }
    }

    private static long lastValue(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection();
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("select last_value from holdfast.event_positions")) {
            row.next();
            return row.getLong(1);
        }
    }
}
