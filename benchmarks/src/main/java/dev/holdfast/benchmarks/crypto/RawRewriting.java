package dev.holdfast.benchmarks.crypto;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.testkit.Role;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a re-encryption costs without encryption: reads the cells of a table batch by batch, locked, and writes the same
 * bytes back, each batch in a transaction of the application's role.
 */
final class RawRewriting implements AutoCloseable {

    private static final UUID FIRST = new UUID(0, 0);

    private final HikariDataSource pool;
    private final String read;
    private final String write;
    private final int batchSize;

    RawRewriting(BenchmarkDatabase database, String table, int batchSize) {
        this.pool = database.pool(Role.APPLICATION);
        this.batchSize = batchSize;
        this.read = "select id, email, phone from " + table + " where tenant_id = ? and id > ? order by id limit "
                + batchSize + " for update skip locked";
        this.write = "update " + table + " as t set email = r.email, phone = r.phone"
                + " from unnest(?, ?, ?) as r (id, email, phone) where t.tenant_id = ? and t.id = r.id";
    }

    /** The whole table; how many rows were written. */
    long run() throws SQLException {
        long written = 0;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            UUID last = FIRST;
            List<Object[]> rows;
            do {
                TenantFrame.set(connection);
                rows = read(connection, last);
                if (!rows.isEmpty()) {
                    written += write(connection, rows);
                    last = (UUID) rows.get(rows.size() - 1)[0];
                }
                connection.commit();
            } while (rows.size() == batchSize);
            connection.setAutoCommit(true);
        }
        return written;
    }

    private List<Object[]> read(Connection connection, UUID after) throws SQLException {
        List<Object[]> rows = new ArrayList<>(batchSize);
        try (PreparedStatement statement = connection.prepareStatement(read)) {
            statement.setLong(1, BenchmarkDatabase.TENANT);
            statement.setObject(2, after);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(new Object[] {found.getObject(1, UUID.class), found.getBytes(2), found.getBytes(3)});
                }
            }
        }
        return rows;
    }

    private int write(Connection connection, List<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(write)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", rows.stream().map(row -> row[0]).toArray(UUID[]::new)));
            statement.setArray(2, cells(connection, rows, 1));
            statement.setArray(3, cells(connection, rows, 2));
            statement.setLong(4, BenchmarkDatabase.TENANT);
            return statement.executeUpdate();
        }
    }

    private static Array cells(Connection connection, List<Object[]> rows, int at) throws SQLException {
        return connection.createArrayOf(
                "bytea", rows.stream().map(row -> (byte[]) row[at]).toArray(byte[][]::new));
    }

    @Override
    public void close() {
        pool.close();
    }
}
