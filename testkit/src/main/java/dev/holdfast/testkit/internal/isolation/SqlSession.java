package dev.holdfast.testkit.internal.isolation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Plain JDBC: one transaction, of a tenant or of none, rolled back unless committed. */
public final class SqlSession implements AutoCloseable {

    /** Who makes the attempts: a table that demands an actor would refuse them for the want of one. */
    public static final String ACTOR = "testkit";

    private final Connection connection;
    private final boolean autoCommit;

    private SqlSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
    }

    public static SqlSession open(DataSource source, @Nullable String tenant) throws SQLException {
        Connection connection = source.getConnection();
        try {
            SqlSession session = new SqlSession(connection);
            session.texts("select set_config('holdfast.actor', ?, true)", ACTOR);
            if (tenant != null) {
                session.texts("select set_config('holdfast.tenant_id', ?, true)", tenant);
            }
            return session;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    public Connection connection() {
        return connection;
    }

    /** The first column of all rows. */
    public List<@Nullable String> texts(String sql, @Nullable String... arguments) throws SQLException {
        try (PreparedStatement statement = prepared(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<@Nullable String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    /** The columns of the first row; empty where there is none. */
    public List<@Nullable String> row(String sql, @Nullable String... arguments) throws SQLException {
        try (PreparedStatement statement = prepared(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<@Nullable String> found = new ArrayList<>();
            if (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    found.add(rows.getString(i));
                }
            }
            return found;
        }
    }

    /** The number in the first row. */
    public long number(String sql, @Nullable String... arguments) throws SQLException {
        String text = texts(sql, arguments).get(0);
        return text == null ? 0 : Long.parseLong(text);
    }

    /** How many rows a statement wrote. */
    public long update(String sql, @Nullable String... arguments) throws SQLException {
        try (PreparedStatement statement = prepared(sql, arguments)) {
            statement.execute();
            return Math.max(0, statement.getUpdateCount());
        }
    }

    public void commit() throws SQLException {
        connection.commit();
    }

    private PreparedStatement prepared(String sql, @Nullable String... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }
}
