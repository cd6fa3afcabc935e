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

    /**
     * Rolls back; where that fails too, the connection is aborted, so that its pool gives it to nobody else. So it is at once where
     * the stack or the memory came to its end: the driver may have stopped within a message, and would wait for its rest for ever.
     */
    static void end(Connection connection, Throwable failure, Rollback rollback) {
        if (failure instanceof VirtualMachineError) {
            abort(connection, failure);
            return;
        }
        try {
            rollback.run();
        } catch (SQLException e) {
            failure.addSuppressed(new SQLException("rollback failed, connection aborted", e.getSQLState()));
            abort(connection, failure);
        }
    }

    private static void abort(Connection connection, Throwable failure) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException aborted) {
            failure.addSuppressed(new SQLException("abort failed", aborted.getSQLState()));
        }
    }
}
