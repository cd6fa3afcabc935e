package dev.holdfast.benchmarks.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Prepares tables and looks into them by the superuser, whom no policy binds, over one connection. Nothing of it is
 * measured. Used by one thread.
 */
public final class Superuser implements AutoCloseable {

    private final HikariDataSource pool;

    Superuser(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Runs commands one after the other in one session, each in a transaction of its own. */
    public void run(String... commands) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    /** The number that a query gives. */
    public long number(String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The ids that a query gives, in its order; a list that may be changed. */
    public List<UUID> ids(String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<UUID> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    /** For what takes parameters or several columns; closed by whoever asks. */
    public Connection connection() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void close() {
        pool.close();
    }
}
