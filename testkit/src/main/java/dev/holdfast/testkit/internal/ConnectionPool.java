package dev.holdfast.testkit.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.jdbc.AutoSave;

/**
 * Keeps a role's connections to one database for the next who asks: opening one costs milliseconds, using it again a
 * fraction of one. What is handed out are the handles of pgjdbc's own {@link PGConnectionPoolDataSource}.
 *
 * <p>A connection that is returned is as good as new or is closed. {@code discard all} takes back what was left on the
 * server: settings, role, temporary tables, locks, prepared statements. It is refused inside a transaction that SQL's own
 * {@code begin} left open, and such a connection is closed, as is one whose settings in the driver were changed. What it
 * doesn't take back: a custom setting that was set once reads as an empty text and not as null.
 *
 * <p>There is no limit to how many are in use at once, so nobody ever waits for a connection; a few are kept while nobody
 * uses them. Thread-safe.
 */
public final class ConnectionPool implements AutoCloseable {
    /** A server of a user's own often allows a hundred connections, and several databases are in use at once. */
    private static final int KEPT = 4;

    /** How long a kept connection may take to say that it is there. */
    private static final int ANSWER_SECONDS = 10;

    private final PGConnectionPoolDataSource source;
    private final Deque<Member> idle = new ArrayDeque<>();
    private boolean closed;

    ConnectionPool(PGConnectionPoolDataSource source) {
        this.source = source;
    }

    /** A connection that answers: one that is kept, or else a new one. */
    public Connection getConnection() throws SQLException {
        for (Member kept = poll(); kept != null; kept = poll()) {
            if (kept.physical.isValid(ANSWER_SECONDS)) {
                return kept.handle();
            }
            kept.end();
        }
        return new Member(source.getPooledConnection()).handle();
    }

    /** The one that was used last. */
    private synchronized @Nullable Member poll() {
        return idle.pollFirst();
    }

    private synchronized boolean keeps(Member member) {
        if (closed || idle.size() == KEPT) {
            return false;
        }
        idle.addFirst(member);
        return true;
    }

    /** Closes the connections that nobody uses, and from now on each that is returned. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (Member kept = poll(); kept != null; kept = poll()) {
            kept.end();
        }
    }

    /** One connection to the server, used by one at a time. */
    private final class Member implements ConnectionEventListener {
        private final PooledConnection pooled;
        private final Connection physical;
        private final DriverSettings asOpened;
        private volatile boolean broken;

        Member(PooledConnection pooled) throws SQLException {
            this.pooled = pooled;
            this.physical = pooled.getConnection().unwrap(Connection.class);
            this.asOpened = DriverSettings.of(physical);
            pooled.addConnectionEventListener(this);
        }

        Connection handle() throws SQLException {
            return pooled.getConnection();
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            broken = true;
        }

        @Override
        public void connectionClosed(ConnectionEvent event) {
            if (broken || !isAsNew() || !keeps(this)) {
                end();
            }
        }

        private boolean isAsNew() {
            try (Statement statement = physical.createStatement()) {
                physical.setAutoCommit(true);
                statement.execute("discard all");
                physical.unwrap(PGConnection.class).getNotifications(); // those that came before it
                return DriverSettings.of(physical).equals(asOpened);
            } catch (SQLException e) {
                return false;
            }
        }

        void end() {
            try {
                pooled.close();
            } catch (SQLException e) {
                // it is of no use any more, closed or not
            }
        }
    }

    /** What the driver alone knows of a connection, so that the server can't take it back. */
    private record DriverSettings(
            boolean readOnly,
            int networkTimeout,
            int holdability,
            int prepareThreshold,
            int defaultFetchSize,
            AutoSave autosave,
            Map<String, Class<?>> types) {
        static DriverSettings of(Connection connection) throws SQLException {
            PGConnection driver = connection.unwrap(PGConnection.class);
            return new DriverSettings(
                    connection.isReadOnly(),
                    connection.getNetworkTimeout(),
                    connection.getHoldability(),
                    driver.getPrepareThreshold(),
                    driver.getDefaultFetchSize(),
                    driver.getAutosave(),
                    Map.copyOf(connection.getTypeMap()));
        }
    }
}
