package dev.holdfast.jdbi.internal.session;

import java.sql.Connection;
import java.sql.SQLException;

/** A connection on which something failed. */
final class FailedConnection {

    /** Ends the connection's transaction. */
    @FunctionalInterface
    interface Rollback {
        void run() throws SQLException;
    }

    private FailedConnection() {}

    /** Rolls back; where that fails too, the connection is aborted, so that its pool gives it to nobody else. */
    static void end(Connection connection, Throwable failure, Rollback rollback) {
        try {
            rollback.run();
        } catch (SQLException e) {
            failure.addSuppressed(new SQLException("rollback failed, connection aborted", e.getSQLState()));
            try {
                connection.abort(Runnable::run);
            } catch (SQLException aborted) {
                failure.addSuppressed(new SQLException("abort failed", aborted.getSQLState()));
            }
        }
    }
}
