package dev.holdfast.jdbi.event;

import static dev.holdfast.event.CheckpointMismatchException.Reason.FUTURE;
import static dev.holdfast.event.CheckpointMismatchException.Reason.OTHER_EVENT;
import static dev.holdfast.event.CheckpointMismatchException.Reason.OTHER_STORE;
import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Isolation;
import dev.holdfast.TransactionOptions;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.CheckpointMismatchException;
import dev.holdfast.event.CheckpointMismatchException.Reason;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of all streams goes on from: refused where it doesn't fit, moved on for a quiet tenant, shared by many. */
@PostgresTest(template = Newsroom.class)
class CheckpointTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final Events events;
    private final Events neighbour;
    private final Events all;

    CheckpointTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
        this.events = holdfast.tenant(Newsroom.A).events();
        this.neighbour = holdfast.tenant(Newsroom.B).events();
        this.all = holdfast.acrossTenants("test").events();
    }

    /** A store with three events, at the positions 1 to 3. */
    @BeforeEach
    void begin() {
        Sql.run(
                database.superuserDataSource(),
                "set session_replication_role = replica; truncate holdfast.events, holdfast.archived_events, holdfast.streams;"
                        + " alter sequence holdfast.event_positions restart");
        append(events, "first", 3);
    }

    private static AppendResult append(Events events, String article, int count) {
        return events.append(
                stream("article", article),
                any(),
                IntStream.range(0, count).mapToObj(Published::new).toArray());
    }

    private static void refused(Events reader, Checkpoint checkpoint, Reason reason) {
        for (boolean end : List.of(false, true)) {
            assertThatThrownBy(
                            () -> (end ? reader.readAll(Checkpoint.START).upTo(checkpoint) : reader.readAll(checkpoint))
                                    .page(10))
                    .isInstanceOfSatisfying(CheckpointMismatchException.class, refusal -> {
                        assertThat(refusal.reason()).isEqualTo(reason);
                        assertThat(refusal.checkpoint()).isEqualTo(checkpoint);
                    })
                    .hasMessageStartingWith("The checkpoint at " + checkpoint.position() + " doesn't fit this store: ")
                    .hasMessageContaining("Checkpoint.START");
        }
        assertThatThrownBy(() -> reader.readAll(checkpoint).stream().findFirst())
                .isInstanceOf(CheckpointMismatchException.class);
    }

    private static List<Long> positions(EventPage<?> page) {
        return page.events().stream().map(event -> event.position().value()).toList();
    }

    private static long at(AppendResult appended) {
        return appended.position().value();
    }

    private void refused(Checkpoint checkpoint, Reason reason) {
        for (Events reader : List.of(events, neighbour, all)) {
            refused(reader, checkpoint, reason);
        }
    }

    private void taken(Checkpoint checkpoint) {
        long next = at(append(events, UUID.randomUUID().toString(), 1));
        for (Events reader : List.of(events, all)) {
            EventPage<Object> page =
                    reader.readAll(Checkpoint.parse(checkpoint.token())).page(100);
            assertThat(positions(page)).last().isEqualTo(next);
            assertThat(page.checkpoint()).isEqualTo(reader.lastCheckpoint());
        }
    }

    @Test
    @DisplayName("EV-43 a position beyond the highest that was drawn is refused, and the transaction goes on")
    void future() {
        Checkpoint last = events.lastCheckpoint();
        Checkpoint beyond = last.at(new Position(last.position().value() + 1), UUID.randomUUID());
        refused(beyond, FUTURE);
        refused(last.at(new Position(999_999_999_999_999_999L), UUID.randomUUID()), FUTURE);
        holdfast.tenant(Newsroom.A).useTransaction(tx -> {
            refused(tx.events(), beyond, FUTURE);
            assertThat(tx.events().readAll(Checkpoint.START).page(3).events()).hasSize(3);
        });
        taken(last);
    }

    @Test
    @DisplayName("EV-43 another event at the same position is refused, be it this tenant's or another one's")
    void otherEvent() {
        AppendResult own = append(events, "second", 1);
        AppendResult others = append(neighbour, "second", 1);
        Checkpoint last = events.lastCheckpoint();
        refused(last.at(own.position(), UUID.randomUUID()), OTHER_EVENT);
        refused(last.at(others.position(), UUID.randomUUID()), OTHER_EVENT);
        UUID id = neighbour
                .read(stream("article", "second"))
                .first()
                .orElseThrow()
                .id();
        refused(last.at(own.position(), id), OTHER_EVENT);
        taken(last.at(others.position(), id));
    }

    @Test
    @DisplayName(
            "EV-43 a reader ahead of a store that was restored to an earlier time is refused, also once others have its"
                    + " positions")
    void restored() throws Exception {
        try (TestDatabase restored = database.server().createDatabase("restored_" + System.nanoTime())) {
            new Newsroom().prepare(restored);
            RestoreTest.copy(database, restored);
            JdbiHoldfast there = Newsroom.holdfast(restored);
            Events inIt = there.tenant(Newsroom.A).events();
            Checkpoint before = events.lastCheckpoint();
            append(events, "lost", 3);
            List<Checkpoint> lost = events.readAll(before).page(10).events().stream()
                    .map(event -> events.lastCheckpoint(event.position()))
                    .toList();
            assertThat(lost).hasSize(3);
            assertThat(inIt.readAll(before).page(10).events()).isEmpty();
            lost.forEach(checkpoint -> refused(inIt, checkpoint, FUTURE));
            append(inIt, "other", 2);
            append(there.tenant(Newsroom.B).events(), "other", 1);
            lost.forEach(checkpoint -> refused(inIt, checkpoint, OTHER_EVENT));
            assertThat(inIt.readAll(before).page(10).events()).hasSize(2);
        }
    }

    @Test
    @DisplayName(
            "EV-43 where a restored store has a gap at just that position nobody can tell, until it is given an epoch of"
                    + " its own")
    void restoredWithAGap() throws Exception {
        try (TestDatabase restored = database.server().createDatabase("restored_" + System.nanoTime())) {
            new Newsroom().prepare(restored);
            RestoreTest.copy(database, restored);
            Events inIt = Newsroom.holdfast(restored).tenant(Newsroom.A).events();
            append(events, "lost", 1);
            Checkpoint lost = events.lastCheckpoint();
            try (OpenAppender undone = OpenAppender.of(restored, Newsroom.A)) {
                assertThat(undone.append("undone")).isEqualTo(lost.position().value());
                undone.rollback();
            }
            append(inIt, "other", 1);
            assertThat(inIt.readAll(lost).page(10).events()).as("as documented").hasSize(1);
            Sql.run(restored.ownerDataSource(), "delete from holdfast.event_store");
            Sql.run(restored.ownerDataSource(), "insert into holdfast.event_store default values");
            refused(inIt, lost, OTHER_STORE);
            assertThat(inIt.readAll(events.lastCheckpoint(new Position(3)))
                            .page(10)
                            .events())
                    .as("an event that is there proves itself")
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("EV-43 another store that is ahead by its positions isn't taken for this one")
    void otherStore() throws Exception {
        try (TestDatabase other = database.server().createDatabase("other_" + System.nanoTime())) {
            new Newsroom().prepare(other);
            Events elsewhere = Newsroom.holdfast(other).tenant(Newsroom.A).events();
            append(elsewhere, "far", 10);
            assertThat(elsewhere.lastCheckpoint().position())
                    .isGreaterThan(events.lastCheckpoint().position());
            refused(elsewhere, events.lastCheckpoint(), OTHER_EVENT);
            refused(elsewhere.lastCheckpoint(), FUTURE);
            try (OpenAppender undone = OpenAppender.of(database, Newsroom.A)) {
                for (int i = 0; i < 10; i++) {
                    undone.append("undone" + i);
                }
                undone.rollback();
            }
            refused(elsewhere.lastCheckpoint(), OTHER_STORE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"archived", "truncated", "purged", "tenant purged"})
    @DisplayName("EV-43 an event that was archived, truncated, purged or went with its tenant stops no reader")
    void gone(String how) {
        Events author = how.equals("tenant purged") ? neighbour : events;
        StreamId article = stream("article", "gone");
        append(author, "gone", 2);
        Checkpoint last = events.lastCheckpoint();
        switch (how) {
            case "archived" -> author.archive(article, any());
            case "tenant purged" ->
                assertThat(holdfast.acrossTenants("test").events().purgeTenant(Newsroom.B))
                        .isEqualTo(2);
            default -> {
                author.truncateBefore(article, 3);
                if (how.equals("purged")) {
                    assertThat(holdfast.acrossTenants("test").events().purgeTruncated())
                            .isEqualTo(2);
                }
            }
        }
        EventPage<Object> none = events.readAll(last).page(10);
        assertThat(none.events()).isEmpty();
        assertThat(none.checkpoint()).as("never back").isEqualTo(last);
        taken(last);
    }

    @Test
    @DisplayName(
            "a checkpoint in the middle of a page, and the last one at or before a position, are those that SQL tells")
    void texts() {
        append(neighbour, "between", 1);
        append(events, "second", 2);
        EventPage<Object> page = all.readAll(Checkpoint.START).page(100);
        assertThat(page.events()).hasSize(6);
        for (RecordedEvent<Object> event : page.events()) {
            Checkpoint there = page.checkpointAt(event.position());
            assertThat(there.token())
                    .isEqualTo(Sql.one(
                            database.applicationDataSource(),
                            "select holdfast.checkpoint_at(" + event.position().value() + ")"));
            assertThat(events.lastCheckpoint(event.position())).isEqualTo(there);
            assertThat(all.readAll(Checkpoint.START)
                            .page((int) event.position().value())
                            .checkpoint())
                    .isEqualTo(there);
            assertThat(Sql.one(
                            database.applicationDataSource(),
                            "select holdfast.check_checkpoint('" + there.token() + "')"))
                    .isEqualTo(String.valueOf(event.position().value()));
        }
        assertThat(page.checkpoint()).isEqualTo(page.checkpointAt(new Position(6)));
        assertThat(events.lastCheckpoint(Position.START)).isEqualTo(Checkpoint.START);
    }

    @Test
    @DisplayName(
            "the last checkpoint at or before an event's position lies before it while an earlier one may still come")
    void beforeALateOne() throws Exception {
        Checkpoint before = events.lastCheckpoint();
        try (OpenAppender late = OpenAppender.of(database, Newsroom.B)) {
            late.append("late");
            AppendResult second = append(events, "second", 1);
            assertThat(events.lastCheckpoint(second.position())).isEqualTo(before);
            late.commit();
            assertThat(events.lastCheckpoint(second.position()).position()).isEqualTo(second.position());
        }
    }

    @Test
    @DisplayName("a quiet tenant's checkpoint moves on with the events of others, never to a position that none has")
    void quiet() throws Exception {
        Checkpoint before = events.lastCheckpoint();
        for (int i = 0; i < 20; i++) {
            append(neighbour, "busy" + i, 50);
        }
        try (OpenAppender undone = OpenAppender.of(database, Newsroom.A)) {
            undone.append("undone");
            undone.rollback();
        }
        EventPage<Object> page = events.readAll(before).page(10);
        assertThat(page.events()).isEmpty();
        assertThat(page.caughtUp()).isTrue();
        assertThat(page.checkpoint()).isEqualTo(neighbour.lastCheckpoint());
        assertThat(page.checkpoint().position().value()).isEqualTo(1_003);
        taken(page.checkpoint());
    }

    @Test
    @DisplayName("one end serves many reads, each of which asks nobody by itself how far it may read")
    void shared() throws Exception {
        append(neighbour, "second", 2);
        Sql.run(
                database.superuserDataSource(),
                "alter database \"" + database.name() + "\" set track_functions = 'pl'");
        database.closeIdleConnections();
        List<Long> found = new ArrayList<>();
        try (var pool = Pools.pool(database, 1, true)) {
            JdbiHoldfast counted = Newsroom.holdfast(database, pool, EventSettings.with(Newsroom.TYPES));
            Checkpoint end = counted.tenant(Newsroom.A).events().lastCheckpoint();
            append(events, "behind", 1);
            for (int i = 0; i < 1_000; i++) {
                long tenant = i % 2 == 0 ? Newsroom.A : Newsroom.B;
                EventPage<Object> page = counted.tenant(tenant)
                        .events()
                        .readAll(Checkpoint.START)
                        .upTo(end)
                        .page(100);
                assertThat(page.checkpoint()).isEqualTo(end);
                assertThat(page.caughtUp()).isTrue();
                found.add((long) page.events().size());
            }
        }
        assertThat(found).filteredOn(count -> count == 3).hasSize(500);
        assertThat(found).filteredOn(count -> count == 2).hasSize(500);
        String calls = "select coalesce(sum(calls), 0) from pg_stat_user_functions where funcname = ";
        for (int i = 0; i < 3_000 && calls(calls + "'checkpoint_verdict'") < 2_000; i++) {
            Thread.sleep(10); // a backend tells its count when it ends
        }
        assertThat(calls(calls + "'checkpoint_verdict'")).isEqualTo(2_000);
        assertThat(calls(calls + "'safe_position'")).isOne();
    }

    private long calls(String sql) {
        return Long.parseLong(String.valueOf(Sql.one(database.superuserDataSource(), sql)));
    }

    @Test
    @DisplayName("pages up to an end are cut as others are, and none lies behind it")
    void pagesUpToAnEnd() {
        Checkpoint end = events.lastCheckpoint();
        append(events, "behind", 2);
        EventPage<Object> first = events.readAll(Checkpoint.START).upTo(end).page(2);
        assertThat(positions(first)).containsExactly(1L, 2L);
        assertThat(first.caughtUp()).isFalse();
        EventPage<Object> second = events.readAll(first.checkpoint()).upTo(end).page(2);
        assertThat(positions(second)).containsExactly(3L);
        assertThat(second.caughtUp()).isTrue();
        assertThat(second.checkpoint()).isEqualTo(end);
        assertThat(events.readAll(Checkpoint.START).upTo(end).stream()).hasSize(3);
        assertThat(events.readAll(Checkpoint.START).upTo(Checkpoint.START).stream())
                .isEmpty();
        assertThat(positions(events.readAll(second.checkpoint()).page(10))).containsExactly(4L, 5L);
    }

    @ParameterizedTest
    @EnumSource(names = {"REPEATABLE_READ", "SERIALIZABLE"})
    @DisplayName("a read up to an end is refused where the snapshot may be older than the end")
    void strictIsolation(Isolation isolation) {
        Checkpoint end = events.lastCheckpoint();
        assertThatThrownBy(() -> holdfast.tenant(Newsroom.A)
                        .useTransaction(TransactionOptions.defaults().isolation(isolation), tx -> tx.events()
                                .readAll(Checkpoint.START)
                                .upTo(end)
                                .page(10)))
                .hasMessageContaining("read committed");
    }
}
