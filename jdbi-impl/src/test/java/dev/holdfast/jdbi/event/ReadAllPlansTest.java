package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Scope;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.RowsRead;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many rows the reads of all streams look at, where the statistics know one tenant and hardly more than one category: a plan
 * made for that tenant reads it from one end to the other for anybody else.
 */
@PostgresTest(template = Newsroom.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadAllPlansTest {

    /** So many that a scan of all of them never looks cheap. */
    private static final int STREAMS = 2_400;

    private static final int EACH = 5;
    private static final int EVENTS = STREAMS * EACH;
    private static final int OF_NEW = 600;

    /** For what the planner looks up, and other versions; a wrong plan reads hundreds. */
    private static final int SLACK = 2;

    @EventType("counted")
    record Counted(long by) {}

    @EventType("lost")
    record Lost(long by) {}

    /** A rare one that the change addEventTypeIndex was made for, with another. */
    @EventType("found")
    record Found(long by) {}

    private enum Reader {
        LARGE(EVENTS) {
            @Override
            Scope in(JdbiHoldfast holdfast) {
                return holdfast.tenant(Newsroom.A);
            }
        },
        NEW(OF_NEW) {
            @Override
            Scope in(JdbiHoldfast holdfast) {
                return holdfast.tenant(Newsroom.B);
            }
        },
        ACROSS(EVENTS + OF_NEW) {
            @Override
            Scope in(JdbiHoldfast holdfast) {
                return holdfast.acrossTenants("plans");
            }
        };

        private final int events;

        Reader(int events) {
            this.events = events;
        }

        abstract Scope in(JdbiHoldfast holdfast);
    }

    /**
     * A read.
     *
     * @param rows how many it may look at, of a reader
     */
    private record Read(String name, Function<Reader, Integer> rows, Consumer<Events> run) {

        @Override
        public String toString() {
            return name;
        }
    }

    private record Case(String mode, Reader reader, Read read) {

        @Override
        public String toString() {
            return read + ", " + reader + ", " + mode;
        }
    }

    private final JdbiHoldfast holdfast;
    private final TestDatabase database;

    ReadAllPlansTest(TestDatabase database) {
        this.database = database;
        this.holdfast =
                Newsroom.holdfast(database, EventSettings.with(EventTypes.of(Counted.class, Lost.class, Found.class)));
    }

    @BeforeAll
    void filled() throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, """
                    <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                            xmlns:holdfast="http://www.holdfast.dev/xml/ns/dbchangelog"
                            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                            xsi:schemaLocation="
                                http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd
                                http://www.holdfast.dev/xml/ns/dbchangelog http://www.holdfast.dev/xml/ns/dbchangelog/holdfast.xsd">
                        <changeSet id="found" author="test">
                            <holdfast:addEventTypeIndex name="rare" types="found, it's?"/>
                        </changeSet>
                    </databaseChangeLog>
                    """);
        }
        Sql.run(
                database.superuserDataSource(),
                "set session_replication_role = replica;"
                        + " insert into holdfast.streams (tenant_id, category, stream_id, version, state)"
                        + " select " + Newsroom.A
                        + ", case n when 7 then 'rare' when 2007 then 'rare' else 'count' end, 's' || n, " + EACH
                        + ", case when n % 6 = 0 then 'archived' else 'open' end from generate_series(1, " + STREAMS
                        + ") n;"
                        + " insert into holdfast.events (position, stream_no, version, recorded_at, event_id, schema_version,"
                        + " personal, tenant_id, category, type, data, metadata)"
                        + " select nextval('holdfast.event_positions'), s.stream_no, v, now(), gen_random_uuid(), 1, false,"
                        + " s.tenant_id, s.category, case s.stream_id when 's9' then 'lost' when 's10' then 'found' when 's12' then 'found' else 'counted' end,"
                        + " '{\"by\": 1}', '{}' from holdfast.streams s, generate_series(1, s.version) v"
                        + " order by v, s.stream_no;"
                        + " with moved as (delete from holdfast.events e using holdfast.streams s where s.state = 'archived'"
                        + " and s.tenant_id = e.tenant_id and s.stream_no = e.stream_no returning e.*)"
                        + " insert into holdfast.archived_events select * from moved;"
                        + " select nextval('holdfast.archivings')");
        Sql.run(database.superuserDataSource(), "vacuum (analyze) holdfast.events, holdfast.archived_events");
        Sql.run(database.superuserDataSource(), "analyze holdfast.streams");
        Events fresh = holdfast.tenant(Newsroom.B).events();
        fresh.append(stream("new", "lost"), any(), new Lost(1), new Found(1));
        fresh.append(
                stream("count", "long"),
                any(),
                IntStream.range(1, OF_NEW).mapToObj(Counted::new).toArray());
    }

    private static Read page(String name, int rows, Consumer<Events> read) {
        return new Read(name, reader -> SLACK * rows, read);
    }

    /** One that a tenant has an index for; across tenants each event is looked at, and its stream where it is wanted. */
    private static Read filtered(String name, int rows, Consumer<Events> read) {
        return new Read(name, reader -> SLACK * rows + (reader == Reader.ACROSS ? reader.events : 0), read);
    }

    private static List<Read> reads() {
        return List.of(
                page("page(1) from the start", 6, events -> events.readAll(Checkpoint.START)
                        .page(1)),
                page("page(10) from the start", 40, events -> events.readAll(Checkpoint.START)
                        .page(10)),
                page("page(10) without archived ones", 30, events -> events.readAll(Checkpoint.START)
                        .withoutArchived()
                        .page(10)),
                page("poll behind the last event", 20, events -> events.readAll(events.lastCheckpoint())
                        .page(100)),
                page("page(10) at the end", 60, events -> events.readAll(events.lastCheckpoint(
                                new Position(events.lastCheckpoint().position().value() - 5)))
                        .page(10)),
                new Read("last checkpoint", reader -> SLACK * 8, Events::lastCheckpoint),
                page("a common category", 60, events -> events.readAll(Checkpoint.START)
                        .inCategories("count")
                        .page(10)),
                filtered("a rare category", 80, events -> events.readAll(Checkpoint.START)
                        .inCategories("rare")
                        .page(100)),
                filtered("several categories", 140, events -> events.readAll(Checkpoint.START)
                        .inCategories("rare", "count", "none")
                        .page(20)),
                filtered("a category that nobody has", 10, events -> events.readAll(Checkpoint.START)
                        .inCategories("none")
                        .page(100)),
                filtered("a category that only the new tenant has", 20, events -> events.readAll(Checkpoint.START)
                        .inCategories("new")
                        .page(100)),
                page("a rare type that is indexed", 25, events -> events.readAll(Checkpoint.START, Found.class)
                        .page(100)),
                page("a rare type that is indexed, and one that nobody has", 25, events -> events.readAll(
                                Checkpoint.START)
                        .ofTypeNames("it's?", "found")
                        .page(100)),
                new Read("a rare type", reader -> reader.events + 60, events -> events.readAll(
                                Checkpoint.START, Lost.class)
                        .page(100)));
    }

    static Stream<Case> cases() {
        return RowsRead.MODES.stream().flatMap(mode -> Stream.of(Reader.values())
                .flatMap(reader -> reads().stream().map(read -> new Case(mode, reader, read))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("EV-41 a read of all streams looks at no event of another tenant's, and at no more than it must")
    void rowsRead(Case wanted) {
        for (int i = 0; i < (wanted.mode().equals("auto") ? 7 : 1); i++) {
            long read = wanted.reader()
                    .in(holdfast)
                    .inTransaction(tx -> RowsRead.by(
                            tx, wanted.mode(), in -> wanted.read().run().accept(in.events())));
            assertThat(read)
                    .as(wanted.toString())
                    .isLessThanOrEqualTo(wanted.read().rows().apply(wanted.reader()));
        }
    }
}
