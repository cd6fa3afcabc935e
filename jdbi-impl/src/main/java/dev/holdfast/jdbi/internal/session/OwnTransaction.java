package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.TransactionFailedException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Begin and end of a transaction that is ours. The driver sends the begin with the first statement. */
final class OwnTransaction {

    private final Connection connection;
    private boolean autoCommitBefore = true;
    private Autosave autosaveBefore = Autosave.UNCHANGED;

    OwnTransaction(Connection connection) {
        this.connection = connection;
    }

    void begin() throws SQLException {
        autoCommitBefore = connection.getAutoCommit();
        connection.setAutoCommit(false);
        autosaveBefore = Autosave.suspend(connection);
    }

    void rollback() throws SQLException {
        connection.rollback();
        restore();
    }

    /**
     * Commits, or rolls back where that was asked for. A transaction that failed inside can't be committed, and says so
     * instead of storing nothing silently.
     *
     * @param mark looked for where SQL may have ended the transaction; null where none could
     */
    void end(boolean rollbackOnly, @Nullable TransactionMark mark) throws SQLException {
        try {
            if (!rollbackOnly && TransactionState.isFailed(connection)) {
                throw failed();
            }
            if (mark != null && !TransactionState.isFailed(connection)) {
                mark.end(connection, rollbackOnly ? "rollback" : "commit");
            } else if (rollbackOnly) {
                connection.rollback();
            } else {
                connection.commit();
            }
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
        autosaveBefore.restore(connection);
        if (autoCommitBefore) {
            connection.setAutoCommit(true);
        }
    }
}
