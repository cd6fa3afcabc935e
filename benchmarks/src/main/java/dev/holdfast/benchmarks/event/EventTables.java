package dev.holdfast.benchmarks.event;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Makes, fills and looks into the tables of {@link EventStoring}s, as a superuser. */
final class EventTables implements AutoCloseable {

    /** How many numbers of streams a thread's benchmark has to itself. */
    private static final long BLOCK = 1_000_000;

    private static final int CHECKED = 20;

    /** Beside a single one. */
    private static final int STREAMS = 1_000;

    private final Superuser unbound;

    EventTables(BenchmarkDatabase database) {
        this.unbound = database.superuser();
    }

    /** The number of the first stream of a block that nobody else has, in whatever thread or fork. */
    long block() throws SQLException {
        synchronized (EventTables.class) {
            run("create sequence if not exists blocks");
        }
        return BLOCK * number("select nextval('blocks')");
    }

    /** Creates a contender's tables, and begins streams in them. */
    void fill(EventStoring storing, EventFill fill) throws SQLException {
        synchronized (EventTables.class) {
            create(storing);
            run(storing.filling(fill));
            settle(storing);
        }
    }

    /**
     * The same for millions of events: Holdfast's indexes of them are made once all are there, as a restore does. Nobody else may
     * write to them meanwhile.
     */
    void fillAtOnce(HoldfastEvents storing, EventFill... fills) throws SQLException {
        create(storing);
        run("set work_mem = '512MB'; set maintenance_work_mem = '1GB'");
        run("update pg_index set indisready = false where indrelid = 'holdfast.events'::regclass");
        for (EventFill fill : fills) {
            run(storing.filling(fill));
        }
        run("reindex table holdfast.events");
        run("reset work_mem; reset maintenance_work_mem");
        settle(storing);
    }

    /**
     * Begins a stream, and others behind it, unless somebody has: with statistics of one stream alone, PostgreSQL would keep plans that
     * read all that comes.
     */
    void fillOnce(EventStoring storing, long stream, int versions) throws SQLException {
        synchronized (EventTables.class) {
            create(storing);
            if (version(storing, stream) == 0) {
                run(storing.filling(EventFill.of(stream, STREAMS, versions)));
                settle(storing);
            }
        }
    }

    /** What others stored before the database was copied. Truncating is refused while triggers fire. */
    void empty(EventStoring storing) throws SQLException {
        run("set session_replication_role = replica; truncate " + String.join(", ", storing.tables())
                + "; reset session_replication_role");
    }

    private void create(EventStoring storing) throws SQLException {
        storing.create(this);
        for (String table : storing.tables()) {
            // no vacuum comes along while somebody measures
            run("alter table " + table + " set (autovacuum_enabled = false)");
        }
    }

    private void settle(EventStoring storing) throws SQLException {
        for (String table : storing.tables()) {
            run("vacuum (analyze) " + table);
        }
    }

    void checkpoint() throws SQLException {
        run("checkpoint");
    }

    /** Refuses a contender that stores other events than it was given, or appends behind a version that is past. */
    void check(EventStoring storing, EventStreams streams, int events) throws Exception {
        List<EventStreams.Turn> turns = new ArrayList<>();
        for (int i = 0; i < CHECKED; i++) {
            EventStreams.Turn turn = streams.next(events);
            storing.append(turn.stream(), turn.version(), Ledger.events(turn.version(), events));
            turns.add(turn);
        }
        for (EventStreams.Turn turn : turns) {
            check(storing, turn.stream(), turn.version() + events);
        }
        EventStreams.Turn turn = turns.get(0);
        long actual = storing.tryAppend(turn.stream(), turn.version(), Ledger.events(turn.version(), events));
        if (actual == turn.version()) {
            throw new IllegalStateException(name(storing) + " appended behind a version that is past");
        }
        check(storing, turn.stream(), actual);
    }

    /** Refuses a contender whose stream doesn't have the events up to the version, and no others. */
    void check(EventStoring storing, long stream, long version) throws SQLException {
        long at = 0;
        try (Connection connection = unbound.connection();
                PreparedStatement statement = connection.prepareStatement(storing.reading())) {
            statement.setLong(1, stream);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    LedgerEvent stored = Ledger.event(rows.getString(2), rows.getString(3));
                    if (rows.getLong(1) != ++at || !stored.equals(Ledger.event(at))) {
                        throw new IllegalStateException(name(storing) + " stored " + stored + " as event "
                                + rows.getLong(1) + ", given was " + Ledger.event(at) + " as event " + at);
                    }
                }
            }
        }
        if (at != version) {
            throw new IllegalStateException(
                    name(storing) + " has " + at + " events in the stream " + stream + ", given were " + version);
        }
    }

    /** How many events a stream has. */
    long count(EventStoring storing, long stream) throws SQLException {
        return number("count(*)", storing, stream);
    }

    /** The last one's version. */
    long version(EventStoring storing, long stream) throws SQLException {
        return number("coalesce(max(e.version), 0)", storing, stream);
    }

    private long number(String what, EventStoring storing, long stream) throws SQLException {
        try (Connection connection = unbound.connection();
                PreparedStatement statement =
                        connection.prepareStatement("select " + what + " from (" + storing.reading() + ") e")) {
            statement.setLong(1, stream);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** The versions of a fill's streams in Holdfast, those of the benchmarks' own tenant. */
    long[] versions(EventFill fill) throws SQLException {
        long[] versions = new long[(fill.streams() + fill.tenants() - 1) / fill.tenants()];
        int at = 0;
        try (Connection connection = unbound.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select s.version from holdfast.streams s join "
                        + fill.streamRows() + " n on s.tenant_id = n.tenant and s.stream_id = n.number::text"
                        + " where s.category = '" + Ledger.CATEGORY + "' and n.tenant = " + BenchmarkDatabase.TENANT
                        + " order by n.number")) {
            while (rows.next()) {
                versions[at++] = rows.getLong(1);
            }
        }
        return versions;
    }

    private static String name(EventStoring storing) {
        return storing.getClass().getSimpleName();
    }

    void run(String commands) throws SQLException {
        unbound.run(commands);
    }

    long number(String query) throws SQLException {
        return unbound.number(query);
    }

    @Override
    public void close() {
        unbound.close();
    }
}
