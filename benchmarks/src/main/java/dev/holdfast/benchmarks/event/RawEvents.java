package dev.holdfast.benchmarks.event;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.sql.Uuids;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * Events by the driver alone, into a table with the columns, indexes and checks of Holdfast's, by a superuser, whom no policy
 * binds: without streams, safe order, idempotency, or a tenant that is enforced. The primary key refuses a version that is
 * taken.
 */
final class RawEvents implements EventStoring {

    static final String TAKEN = "23505";

    /** What is told to be fast. */
    enum Form {
        /** One insert of many rows, each value a parameter, in auto-commit: for one row the plain insert, the floor. */
        VALUES,
        /** One insert from one array for each column, in auto-commit. */
        UNNEST,
        /** {@code addBatch}, which the driver rewrites into inserts of many rows, in a transaction. */
        BATCH
    }

    private static final String COLUMNS =
            " (tenant_id, category, position, stream_no, version, recorded_at, event_id, schema_version,"
                    + " personal, type, data, metadata)";

    private final Form form;
    private final String table;
    private final HikariDataSource pool;

    RawEvents(BenchmarkDatabase database, Form form) {
        this.form = form;
        this.table = "raw_" + form.name().toLowerCase(java.util.Locale.ROOT);
        this.pool = database.pool(Role.SUPERUSER, form == Form.BATCH ? "&reWriteBatchedInserts=true" : "");
    }

    @Override
    public List<String> tables() {
        return List.of(table);
    }

    @Override
    public void create(EventTables as) throws SQLException {
        as.run("create sequence if not exists " + table + "_positions;" + " create table if not exists " + table
                + " (like holdfast.events including all)");
    }

    @Override
    public String filling(EventFill fill) {
        return "insert into " + table + COLUMNS + " select tenant, '" + Ledger.CATEGORY + "', nextval('" + table
                + "_positions'), number, version, clock_timestamp(), id, 1, false, " + Ledger.typeSql("version") + ", "
                + Ledger.jsonSql("version") + ", '{}' from " + fill.rows() + " n order by id";
    }

    @Override
    public String reading() {
        return "select version, type, data from " + table + " where tenant_id = " + BenchmarkDatabase.TENANT
                + " and stream_no = ? order by version";
    }

    @Override
    public long tryAppend(long stream, long version, List<LedgerEvent> events) throws SQLException {
        try {
            switch (form) {
                case VALUES -> values(stream, version, events);
                case UNNEST -> unnest(stream, version, events);
                case BATCH -> batch(stream, version, events);
            }
            return version;
        } catch (SQLException e) {
            if (TAKEN.equals(e.getSQLState())) {
                return actual(stream);
            }
            throw e;
        }
    }

    private long actual(long stream) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("select version from " + table
                        + " where tenant_id = ? and stream_no = ? order by version desc limit 1")) {
            statement.setLong(1, BenchmarkDatabase.TENANT);
            statement.setLong(2, stream);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private String row() {
        return "(?, ?, nextval('" + table + "_positions'), ?, ?, clock_timestamp(), ?, ?, false, ?, ?::jsonb, '{}')";
    }

    private void values(long stream, long version, List<LedgerEvent> events) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("insert into " + table + COLUMNS + " values "
                        + String.join(", ", Collections.nCopies(events.size(), row())))) {
            int first = 1;
            long at = version;
            for (LedgerEvent event : events) {
                first = bind(statement, first, stream, ++at, event);
            }
            statement.executeUpdate();
        }
    }

    private void unnest(long stream, long version, List<LedgerEvent> events) throws SQLException {
        int count = events.size();
        Object[] ids = new Object[count];
        Object[] types = new Object[count];
        Object[] data = new Object[count];
        for (int i = 0; i < count; i++) {
            ids[i] = Uuids.v7();
            types[i] = Ledger.type(events.get(i));
            data[i] = Ledger.json(events.get(i));
        }
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "insert into " + table + COLUMNS
                                + " select ?, ?, nextval('" + table
                                + "_positions'), ?, ? + n.at, clock_timestamp(), n.id, ?, false,"
                                + " n.type, n.data::jsonb, '{}' from unnest(?, ?, ?) with ordinality as n (id, type, data, at)")) {
            statement.setLong(1, BenchmarkDatabase.TENANT);
            statement.setString(2, Ledger.CATEGORY);
            statement.setLong(3, stream);
            statement.setLong(4, version);
            statement.setInt(5, 1);
            statement.setArray(6, connection.createArrayOf("uuid", ids));
            statement.setArray(7, connection.createArrayOf("text", types));
            statement.setArray(8, connection.createArrayOf("text", data));
            statement.executeUpdate();
        }
    }

    private void batch(long stream, long version, List<LedgerEvent> events) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement =
                    connection.prepareStatement("insert into " + table + COLUMNS + " values " + row())) {
                long at = version;
                for (LedgerEvent event : events) {
                    bind(statement, 1, stream, ++at, event);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            connection.commit();
        } // the pool rolls back what failed
    }

    private static int bind(PreparedStatement statement, int first, long stream, long version, LedgerEvent event)
            throws SQLException {
        int at = first;
        statement.setLong(at++, BenchmarkDatabase.TENANT);
        statement.setString(at++, Ledger.CATEGORY);
        statement.setLong(at++, stream);
        statement.setLong(at++, version);
        statement.setObject(at++, Uuids.v7());
        statement.setInt(at++, 1);
        statement.setString(at++, Ledger.type(event));
        statement.setString(at++, Ledger.json(event));
        return at;
    }

    @Override
    public void close() {
        pool.close();
    }
}
