package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventIdReusedException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.RowsRead;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many rows each of the store's statements reads, as the application's role, in a store with one large tenant, many small
 * ones, and one that is newer than the statistics: by PostgreSQL's own count, whatever the plan, the functions' statements too.
 */
@PostgresTest(template = Newsroom.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventPlansTest {

    private static final int LONG = 5_000;
    private static final int OTHERS = 50;
    private static final int EACH = 100;
    private static final long LARGE = Newsroom.A;
    private static final long NEW = Newsroom.B;
    /** What earlier cases have left dead is read as well; a wrong plan reads thousands. */
    private static final int SLACK = 4;

    private static final AtomicInteger IDS = new AtomicInteger();

    @EventType("counted")
    record Counted(long by) {}

    record Count(long sum, long changes) {}

    private static final Aggregate<Long, Count, Counted> COUNTS = Aggregate.of(
                    "count",
                    Counted.class,
                    Decider.<Long, Count, Counted>of(
                            () -> new Count(0, 0),
                            (by, count) -> List.of(new Counted(by)),
                            (count, counted) -> new Count(count.sum() + counted.by(), count.changes() + 1)))
            .snapshots(Snapshots.every(1_000_000, "count", Count.class));

    /**
     * A statement of the store's, and how many rows it may read.
     *
     * @param rows those that it gives, and a few for the stream, the snapshot and what is looked up
     */
    private record Statement(String name, int rows, Run run) {

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Run {
        void on(Events events, String id);
    }

    private record Case(String mode, long tenant, Statement statement) {

        @Override
        public String toString() {
            return statement + ", " + (tenant == LARGE ? "large" : "new") + " tenant, " + mode;
        }
    }

    private final JdbiHoldfast holdfast;
    private final TestDatabase database;

    EventPlansTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database, EventSettings.with(EventTypes.of(Counted.class)));
    }

    @BeforeAll
    void filled() {
        Sql.run(
                database.superuserDataSource(),
                "set session_replication_role = replica;"
                        + " insert into holdfast.streams (tenant_id, category, stream_id, version)"
                        + " select " + LARGE + ", 'count', case n when 0 then 'long' else 's' || n end,"
                        + " case n when 0 then " + LONG + " else " + EACH + " end from generate_series(0, " + OTHERS
                        + ") n;"
                        + " insert into holdfast.streams (tenant_id, category, stream_id, version)"
                        + " select 1000 + n % 300, 'count', 's' || n, 10 from generate_series(1, 600) n;"
                        + " insert into holdfast.streams (tenant_id, category, stream_id, version, state)"
                        + " select " + LARGE + ", 'count', 'a' || n, " + EACH
                        + ", 'archived' from generate_series(1, 50) n;"
                        + " insert into holdfast.events (position, stream_no, version, recorded_at, event_id, schema_version,"
                        + " personal, tenant_id, category, type, data, metadata)"
                        + " select nextval('holdfast.event_positions'), s.stream_no, v, now(), gen_random_uuid(), 1, false,"
                        + " s.tenant_id, s.category, 'counted', '{\"by\": 1}', '{}' from holdfast.streams s, generate_series(1, s.version) v"
                        + " order by v, s.stream_no;"
                        + " with moved as (delete from holdfast.events e using holdfast.streams s where s.state = 'archived'"
                        + " and s.tenant_id = e.tenant_id and s.stream_no = e.stream_no returning e.*)"
                        + " insert into holdfast.archived_events select * from moved;"
                        + " select nextval('holdfast.archivings');"
                        + " insert into holdfast.snapshots (tenant_id, stream_no, version, event_id, type, schema_version, state)"
                        + " select e.tenant_id, e.stream_no, e.version, e.event_id, 'count', 1,"
                        + " ('{\"sum\": ' || e.version || ', \"changes\": ' || e.version || '}')::jsonb from holdfast.events e"
                        + " join holdfast.streams s using (tenant_id, stream_no)"
                        + " where e.version = s.version - 10 and s.version > 10");
        Sql.run(database.superuserDataSource(), "vacuum (analyze) holdfast.events, holdfast.archived_events");
        Sql.run(database.superuserDataSource(), "analyze holdfast.streams; analyze holdfast.snapshots");
        Events fresh = holdfast.tenant(NEW).events();
        fresh.append(stream("count", "long"), any(), new Counted(1), new Counted(2));
        List<StreamAppend> more = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            more.add(StreamAppend.to(stream("count", "s" + i), any(), new Counted(1), new Counted(2)));
        }
        fresh.appendTogether(more);
    }

    private static Checkpoint last(Events events) {
        return events.lastCheckpoint();
    }

    private static List<NewEvent> known(Events events) {
        return events.read(stream("count", "s1")).limit(1).stream()
                .map(event -> NewEvent.of(event.data()).id(event.id()))
                .toList();
    }

    private static Object[] news(int count) {
        return IntStream.range(0, count).mapToObj(i -> (Object) new Counted(i)).toArray();
    }

    private static List<Statement> statements() {
        return List.of(
                new Statement("load with a snapshot", 60, (events, id) -> {
                    var loaded = events.repository(COUNTS).load("long");
                    assertThat(loaded.state().changes()).isEqualTo(loaded.version());
                }),
                new Statement("load of a new stream", 5, (events, id) -> events.repository(COUNTS)
                        .load(id)),
                new Statement(
                        "append to a new stream",
                        8,
                        (events, id) -> events.append(stream("count", id), ExpectedVersion.none(), new Counted(1))),
                new Statement(
                        "append to any",
                        8,
                        (events, id) -> events.append(stream("count", "long"), any(), new Counted(1))),
                new Statement("append of 20", 8, (events, id) -> events.append(stream("count", id), any(), news(20))),
                new Statement(
                        "append to three streams",
                        16,
                        (events, id) -> events.appendTogether(
                                StreamAppend.to(stream("count", id), any(), new Counted(1)),
                                StreamAppend.to(stream("count", id + "b"), any(), new Counted(1)),
                                StreamAppend.to(stream("count", "s2"), any(), new Counted(1)))),
                new Statement("conflict", 12, (events, id) -> assertThatThrownBy(
                                () -> events.append(stream("count", "long"), exactly(1), new Counted(1)))
                        .isInstanceOf(VersionConflictException.class)),
                new Statement("conflict of a batch", 30, (events, id) -> assertThatThrownBy(
                                () -> events.append(stream("count", "long"), exactly(1), news(20)))
                        .isInstanceOf(VersionConflictException.class)),
                new Statement("an id that another stream has", 30, (events, id) -> assertThatThrownBy(
                                () -> events.appendAll(stream("count", id), any(), known(events)))
                        .isInstanceOf(EventIdReusedException.class)),
                new Statement("repeat", 30, (events, id) -> assertThat(
                                events.appendAll(stream("count", "s1"), any(), known(events))
                                        .duplicate())
                        .isTrue()),
                new Statement("read from a version", 12, (events, id) -> events.read(stream("count", "long"))
                        .fromVersion(2)
                        .limit(5)
                        .list()),
                new Statement("read backwards", 12, (events, id) -> events.read(stream("count", "long"))
                        .backwards()
                        .limit(5)
                        .list()),
                new Statement("info", 3, (events, id) -> events.info(stream("count", "long"))),
                new Statement("streams of a category", 12, (events, id) -> assertThat(
                                events.streams("count").after("s2").page(10))
                        .hasSize(10)),
                new Statement("streams of a category that isn't there", 2, (events, id) -> assertThat(
                                events.streams("none").page(10))
                        .isEmpty()),
                new Statement("first of all streams", 12, (events, id) -> assertThat(
                                events.readAll(Checkpoint.START).page(1).events())
                        .hasSize(1)),
                new Statement("first ten of all streams", 50, (events, id) -> assertThat(
                                events.readAll(Checkpoint.START).page(10).events())
                        .hasSize(10)),
                new Statement("last checkpoint", 3, (events, id) -> last(events)),
                new Statement("read up to an end", 14, (events, id) -> {
                    Checkpoint end = last(events);
                    assertThat(events.readAll(end).upTo(end).page(100).checkpoint())
                            .isEqualTo(end);
                }),
                new Statement("poll behind the last event", 18, (events, id) -> assertThat(
                                events.readAll(last(events)).page(100).events())
                        .isEmpty()),
                new Statement("close", 6, (events, id) -> {
                    events.append(stream("count", id), any(), new Counted(1));
                    events.close(stream("count", id), any());
                }),
                new Statement("archive", 20, (events, id) -> {
                    events.append(stream("count", id), any(), new Counted(1));
                    events.archive(stream("count", id), any());
                }));
    }

    static Stream<Case> cases() {
        return RowsRead.MODES.stream().flatMap(mode -> Stream.of(LARGE, NEW)
                .flatMap(tenant -> statements().stream().map(statement -> new Case(mode, tenant, statement))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName(
            "EV-41 no statement of the store reads more rows than it needs, whatever the statistics say of its tenant")
    void rowsRead(Case wanted) {
        for (int i = 0; i < (wanted.mode().equals("auto") ? 7 : 1); i++) {
            String id = "x" + IDS.incrementAndGet() + UUID.randomUUID();
            long read = holdfast.tenant(wanted.tenant())
                    .inTransaction(tx -> RowsRead.by(
                            tx, wanted.mode(), in -> wanted.statement().run().on(in.events(), id)));
            assertThat(read)
                    .as(wanted.toString())
                    .isLessThanOrEqualTo(SLACK * wanted.statement().rows());
        }
    }
}
