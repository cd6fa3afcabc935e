package dev.holdfast.jdbi.event;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/** A transaction of the application's role, left open: it appends as any SQL client does. Closing it rolls back. */
final class OpenAppender implements AutoCloseable {

    private final Connection connection;

    private OpenAppender(Connection connection) {
        this.connection = connection;
    }

    static OpenAppender of(TestDatabase database, long tenant) throws SQLException {
        Connection connection = database.applicationDataSource().getConnection();
        connection.setAutoCommit(false);
        OpenAppender opened = new OpenAppender(connection);
        opened.run("select set_config('holdfast.tenant_id', '" + tenant + "', true)");
        return opened;
    }

    void run(String sql) throws SQLException {
        Sql.run(connection, sql);
    }

    String one(String sql) throws SQLException {
        return String.valueOf(Sql.column(connection, sql).get(0));
    }

    /** Appends one event to an article and gives its position. */
    long append(String article) throws SQLException {
        return Long.parseLong(one("select event_position from holdfast.append_event('article', '" + article
                + "', null, 'article-published', '{\"edition\": 1}')"));
    }

    /** Writes something that has nothing to do with events. */
    void writeBusiness() throws SQLException {
        run("insert into authors (id, name, email) values (gen_random_uuid(), 'x', gen_random_uuid()::text)");
    }

    /** The locks of ours that it holds. */
    int locks() throws SQLException {
        return Integer.parseInt(one("select count(*) from pg_locks where pid = pg_backend_pid()"
                + " and locktype = 'advisory' and classid::bigint >> 16 = 18502"));
    }

    int pid() throws SQLException {
        return Integer.parseInt(one("select pg_backend_pid()"));
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        if (connection.isValid(1)) {
            connection.rollback();
        }
        connection.close();
    }
}
