package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Aggregate;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Decider;
import dev.holdfast.event.Events;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshots;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Commented;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Rows that move to another cluster, whose transaction ids begin anew, as a dump and its restoring move them. */
@PostgresTest(template = Newsroom.class)
class RestoreTest {

    /** As pg_restore takes tables that refer to nothing: by their names. */
    private static final List<String> TABLES = List.of(
            "holdfast.archived_events",
            "holdfast.data_keys",
            "holdfast.event_store",
            "holdfast.events",
            "holdfast.personal_data",
            "holdfast.snapshots",
            "holdfast.streams");

    record Pages(long count) {}

    private static final Aggregate<Integer, Pages, ArticleEvent> PAGES = Aggregate.of(
                    "article",
                    ArticleEvent.class,
                    Decider.<Integer, Pages, ArticleEvent>of(
                            () -> new Pages(0),
                            (edition, pages) -> List.of(new Published(edition)),
                            (pages, event) -> new Pages(pages.count() + 1)))
            .snapshots(Snapshots.every(1, "pages", Pages.class));

    static void copy(TestDatabase from, TestDatabase to) throws Exception {
        try (Connection source = from.superuserDataSource().getConnection();
                Connection target = to.superuserDataSource().getConnection()) {
            for (String table : TABLES) {
                ByteArrayOutputStream rows = new ByteArrayOutputStream();
                source.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + table + " to stdout", rows);
                target.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + table + " from stdin", new ByteArrayInputStream(rows.toByteArray()));
            }
            for (String sequence :
                    List.of("holdfast.event_positions", "holdfast.archivings", "holdfast.streams_stream_no_seq")) {
                String state = Sql.column(source, "select last_value || ', ' || is_called from " + sequence)
                        .get(0);
                Sql.run(target, "select setval('" + sequence + "', " + state + ")");
            }
        }
    }

    private static List<String> told(Events events, Checkpoint after) {
        return events.readAll(after).stream()
                .map(event -> event + " " + event.id() + " " + event.data())
                .toList();
    }

    @Test
    @DisplayName(
            "EV-22, EV-49 restored into a fresh cluster all events are read, in their order, and appends go on behind them")
    void restored(TestDatabase database) throws Exception {
        Events before = Newsroom.holdfast(database).tenant(Newsroom.A).events();
        for (int i = 0; i < 50; i++) {
            before.append(stream("article", i % 5), any(), new Published(i));
        }
        before.append(stream("article", 0), any(), new Commented("r1", "r1@reader.test", "fine", "e1", null));
        before.repository(PAGES).execute("2", 7);
        before.repository(PAGES).execute("1", 7);
        before.archive(stream("article", 1), any());
        Sql.run(database.superuserDataSource(), "select nextval('holdfast.event_positions')");
        List<String> told = told(before, Checkpoint.START);
        assertThat(told).hasSize(53);
        try (PostgresServer server = PostgresServer.start();
                TestDatabase fresh = server.createDatabase("restored")) {
            new Newsroom().prepare(fresh);
            copy(database, fresh);
            Events after = Newsroom.holdfast(fresh).tenant(Newsroom.A).events();
            assertThat(told(after, Checkpoint.START)).isEqualTo(told);
            assertThat(new Ledger(fresh).column("select s::text from holdfast.snapshots s"))
                    .hasSize(2)
                    .isEqualTo(new Ledger(database).column("select s::text from holdfast.snapshots s"));
            assertThat(after.repository(PAGES).load("2").state()).isEqualTo(new Pages(11));
            assertThat(after.repository(PAGES).load("1").state()).isEqualTo(new Pages(11));
            assertThat(after.lastCheckpoint().position())
                    .isEqualTo(before.lastCheckpoint().position());
            assertThat(after.readAll(before.lastCheckpoint()).page(10).events()).isEmpty();
            Follower follower =
                    new Follower(Newsroom.holdfast(fresh).acrossTenants("test"), after.lastCheckpoint(), 10);
            AppendResult next = after.append(stream("article", 0), any(), new Published(99));
            AppendResult begun = after.append(stream("article", 77), any(), new Published(99));
            assertThat(follower.poll())
                    .containsExactly(next.position().value(), begun.position().value());
            assertThat(after.read(stream("article", 0)).stream().map(RecordedEvent::version))
                    .hasSize(12)
                    .isSorted();
        }
    }
}
