package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Work;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Work inside a transaction that somebody else begins and ends. It is the session's from the block's begin to its end:
 * what anybody does on that connection meanwhile, before our first statement too.
 */
final class JoinedBlock {

    private final Origin origin;
    private final @Nullable SurroundingTransaction surrounding;
    private final Lease lease;
    private final @Nullable FeatureSql beside;
    private final Beginning beginning;

    /** In a transaction whose owner tells of its end. */
    JoinedBlock(Origin origin, SurroundingTransaction surrounding, Lease lease) {
        this(origin, surrounding, lease, null, (on, session) -> ForeignSettings.replace(on, surrounding, session));
    }

    /**
     * In a transaction of whose end nobody tells.
     *
     * @param beside SQL on another connection; null where there is none
     */
    JoinedBlock(Origin origin, Lease lease, @Nullable FeatureSql beside, Beginning beginning) {
        this(origin, null, lease, beside, beginning);
    }

    private JoinedBlock(
            Origin origin,
            @Nullable SurroundingTransaction surrounding,
            Lease lease,
            @Nullable FeatureSql beside,
            Beginning beginning) {
        this.origin = origin;
        this.surrounding = surrounding;
        this.lease = lease;
        this.beside = beside;
        this.beginning = beginning;
    }

    /** Sets a block's settings, and says what is to be put back at its end. */
    @FunctionalInterface
    interface Beginning {
        ForeignSettings on(Connection connection, SessionSettings session) throws SQLException;
    }

    <R extends @Nullable Object> R run(Work<? super RunningTransaction, R> work) throws SQLException {
        OpenTransactions open = origin.engine().openTransactions();
        open.enter(origin.settings(), surrounding);
        try {
            return bound(work);
        } finally {
            open.leave();
        }
    }

    private <R extends @Nullable Object> R bound(Work<? super RunningTransaction, R> work) throws SQLException {
        Connection connection = lease.connection();
        ForeignSettings theirs = beginning.on(connection, origin.settings());
        RunningTransaction tx = new RunningTransaction(origin, beside, Preamble.NONE, lease, surrounding == null);
        R result;
        try {
            result = Calls.call(work, tx);
            refuseSwallowed(tx);
        } catch (Throwable failure) {
            tx.end();
            markHidden(tx, failure);
            putBack(theirs, failure);
            throw failure;
        }
        tx.end();
        putBack(theirs);
        if (surrounding != null && tx.isAwaitingCommit()) {
            surrounding.afterCommit(tx::committed);
        }
        return result;
    }

    /** Refuses to go on where SQL inside has ended the transaction; PostgreSQL knows, unless the driver undoes that. */
    private void putBack(ForeignSettings theirs) throws SQLException {
        try {
            theirs.restore(lease.connection());
        } catch (TransactionMisuseException lost) {
            if (surrounding != null) {
                surrounding.rollbackOnly(lost);
            }
            throw lost;
        }
    }

    /** The same after a failure, which counts more than what goes wrong here. */
    private void putBack(ForeignSettings theirs, Throwable failure) {
        try {
            putBack(theirs);
        } catch (TransactionMisuseException lost) {
            failure.addSuppressed(lost);
        } catch (SQLException e) {
            failure.addSuppressed(new SQLException("the settings couldn't be put back", e.getSQLState()));
        }
    }

    private void refuseSwallowed(RunningTransaction tx) throws SQLException {
        Connection connection = lease.connection();
        if (TransactionState.isFailed(connection)
                || (tx.failure() != null && TransactionState.isHidingFailures(connection))) {
            throw OwnTransaction.failed();
        }
        if (!tx.isRollbackOnly()) {
            return;
        }
        if (surrounding == null) {
            throw new TransactionMisuseException("rollbackOnly() inside a transaction that somebody else opened:"
                    + " throw an exception, so that its owner rolls back");
        }
        surrounding.rollbackOnly(new TransactionFailedException(
                "rollbackOnly() was called in a block that joined the transaction: all of it was rolled back",
                new DatabaseException.Refusal("40000", null, null, null, null),
                null));
    }

    /** PostgreSQL knows of what failed, and so does whoever asks before the commit; unless the driver has undone it. */
    private void markHidden(RunningTransaction tx, Throwable failure) {
        if (surrounding == null) {
            return;
        }
        try {
            boolean failed = tx.failure() != null || SqlErrors.stateOf(failure) != null;
            if (failed && TransactionState.isHidingFailures(lease.connection())) {
                surrounding.rollbackOnly(failure);
            }
        } catch (SQLException e) { // the connection is lost, and the transaction with it
            surrounding.rollbackOnly(failure);
        }
    }
}
