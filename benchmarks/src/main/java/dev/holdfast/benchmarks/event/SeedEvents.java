package dev.holdfast.benchmarks.event;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The pattern as it is written down everywhere: a transaction that looks for the last version, and inserts with the next one,
 * which a unique key refuses where somebody else was faster.
 */
final class SeedEvents implements EventStoring {

    private final HikariDataSource pool;

    SeedEvents(BenchmarkDatabase database) {
        this.pool = database.pool(Role.SUPERUSER, "&reWriteBatchedInserts=true");
    }

    @Override
    public List<String> tables() {
        return List.of("event");
    }

    @Override
    public void create(EventTables as) throws SQLException {
        as.run(
                "create table if not exists event (id serial primary key, aggregate_id text not null, type text not null,"
                        + " data jsonb not null, metadata jsonb, version integer not null,"
                        + " timestamp timestamp(3) not null default current_timestamp, unique (aggregate_id, version));"
                        + " create index if not exists event_aggregate_id_idx on event (aggregate_id);"
                        + " create index if not exists event_type_idx on event (type);"
                        + " create index if not exists event_timestamp_idx on event (timestamp)");
    }

    @Override
    public String filling(EventFill fill) {
        return "insert into event (aggregate_id, type, data, version) select '" + Ledger.CATEGORY + "-' || number, "
                + Ledger.typeSql("version") + ", " + Ledger.jsonSql("version") + ", version from " + fill.rows()
                + " n order by id";
    }

    @Override
    public String reading() {
        return "select version, type, data from event where aggregate_id = '" + Ledger.CATEGORY
                + "-' || ?::bigint order by version";
    }

    @Override
    public long tryAppend(long stream, long version, List<LedgerEvent> events) throws SQLException {
        String aggregate = Ledger.CATEGORY + "-" + stream;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            long current = current(connection, aggregate);
            if (current == version) {
                insert(connection, aggregate, version, events);
                connection.commit();
            }
            return current;
        } // the pool rolls back what failed
    }

    /** It looks itself, each time. */
    @Override
    public long appendAmongOthers(long stream, long seen) throws SQLException {
        String aggregate = Ledger.CATEGORY + "-" + stream;
        while (true) {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                long current = current(connection, aggregate);
                insert(connection, aggregate, current, Ledger.events(current, 1));
                connection.commit();
                return current + 1;
            } catch (SQLException e) {
                if (!RawEvents.TAKEN.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    private static long current(Connection connection, String aggregate) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select version from event where aggregate_id = ? order by version desc limit 1")) {
            statement.setString(1, aggregate);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static void insert(Connection connection, String aggregate, long version, List<LedgerEvent> events)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into event (aggregate_id, type, data, version) values (?, ?, ?::jsonb, ?)")) {
            int at = (int) version;
            for (LedgerEvent event : events) {
                statement.setString(1, aggregate);
                statement.setString(2, Ledger.type(event));
                statement.setString(3, Ledger.json(event));
                statement.setInt(4, ++at);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
