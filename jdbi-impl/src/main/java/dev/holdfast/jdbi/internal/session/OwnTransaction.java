package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.TransactionFailedException;
import java.sql.Connection;
import java.sql.SQLException;

/** Begin and end of a transaction that is ours. The driver sends the begin with the first statement. */
final class OwnTransaction {

    private final Connection connection;
    private boolean autoCommitBefore = true;

    OwnTransaction(Connection connection) {
        this.connection = connection;
    }

    void begin() throws SQLException {
        autoCommitBefore = connection.getAutoCommit();
        connection.setAutoCommit(false);
    }

    /** Commits; a transaction that failed inside can't be, and says so instead of storing nothing silently. */
    void end(boolean rollbackOnly) throws SQLException {
        if (rollbackOnly) {
            connection.rollback();
            restore();
            return;
        }
        try {
            if (TransactionState.isFailed(connection)) {
                connection.rollback();
                throw failed();
            }
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            rollback(failure);
            throw failure;
        }
        restore();
    }

    static TransactionFailedException failed() {
        return new TransactionFailedException(
                "The transaction had failed before its end and stored nothing: a statement inside threw, and the"
                        + " exception was swallowed. Let it out, or put what may fail into tx.inTransaction(…)",
                new Refusal("25P02", null, null, null, null),
                null);
    }

    void rollback(Throwable failure) {
        FailedConnection.end(connection, failure, () -> {
            connection.rollback();
            restore();
        });
    }

    private void restore() throws SQLException {
        if (autoCommitBefore) {
            connection.setAutoCommit(true);
        }
    }
}
