package dev.holdfast.liquibase;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A bare SQL client: one connection as one role, in autocommit. */
final class Session implements AutoCloseable {
    private final Connection connection;

    Session(Connection connection) {
        this.connection = connection;
    }

    /** Runs statements and gives the count of rows of the last one. */
    int run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return statement.getUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Rows as text, the columns of each joined by a bar. */
    List<String> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** COPY FROM STDIN of these lines. */
    void copyIn(String sql, String lines) throws SQLException, IOException {
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(lines));
    }

    String one(String sql) {
        List<String> rows = rows(sql);
        if (rows.size() != 1) {
            throw new IllegalStateException(sql + " gave " + rows.size() + " rows: " + rows);
        }
        return rows.get(0);
    }

    /** The error that a statement ends in; a statement that succeeds fails the test. */
    Refusal refused(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (PSQLException e) {
            ServerErrorMessage error = Objects.requireNonNull(e.getServerErrorMessage());
            return new Refusal(
                    String.valueOf(error.getSQLState()),
                    String.valueOf(error.getMessage()),
                    String.valueOf(error.getTable()),
                    String.valueOf(error.getHint()),
                    String.valueOf(error.getWhere()));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        throw new AssertionError("was not refused: " + sql);
    }

    /** FORCE binds this role, which owns the table: it is told so, where no row could be seen. */
    void expectBound(String table) {
        expectRefused("select * from " + table);
    }

    /** So is a statement over such a table. */
    void expectRefused(String sql) {
        Refusal refusal = refused(sql);
        if (!refusal.message().startsWith("Row-level security is forced on ")) {
            throw new AssertionError(sql + ": " + refusal);
        }
    }

    /** What PostgreSQL said. */
    record Refusal(String sqlState, String message, String table, String hint, String where) {}

    /** {@link #run} in a transaction that has a tenant. */
    int runIn(Object tenant, String sql) {
        return in(tenant, () -> run(sql));
    }

    /** {@link #rows} in a transaction that has a tenant. */
    List<String> rowsIn(Object tenant, String sql) {
        return in(tenant, () -> rows(sql));
    }

    /** {@link #refused} in a transaction that has a tenant. */
    Refusal refusedIn(Object tenant, String sql) {
        return in(tenant, () -> refused(sql));
    }

    private <T> T in(Object tenant, Supplier<T> work) {
        run("begin");
        boolean done = false;
        try {
            rows("select set_config('holdfast.tenant_id', '" + tenant + "', true)");
            T result = work.get();
            done = true;
            return result;
        } finally {
            run(done ? "commit" : "rollback"); // a commit of a failed transaction rolls it back
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
