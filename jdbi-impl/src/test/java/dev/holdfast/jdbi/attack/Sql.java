package dev.holdfast.jdbi.attack;

import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Plain JDBC, to look and to arrange from outside. */
public final class Sql {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Sql() {}

    public static void run(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection()) {
            run(connection, sql);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of all rows, as text. */
    public static List<@Nullable String> column(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection()) {
            List<@Nullable String> found = column(connection, sql);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<@Nullable String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<@Nullable String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    public static @Nullable String one(DataSource dataSource, String sql) {
        return column(dataSource, sql).get(0);
    }

    /** Ends a backend, and waits until it is gone. */
    public static void kill(TestDatabase database, int pid) {
        run(database.superuserDataSource(), "select pg_terminate_backend(" + pid + ")");
        await(database, "select count(*) = 0 from pg_stat_activity where pid = " + pid);
    }

    /** Waits until a query, asked by the superuser, says true. */
    public static void await(TestDatabase database, String condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = database.superuserDataSource().getConnection()) {
            while (!"t".equals(column(connection, condition).get(0))) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("didn't come true: " + condition);
                }
                Thread.sleep(5);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
