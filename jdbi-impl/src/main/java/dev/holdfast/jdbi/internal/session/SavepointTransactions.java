package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * JDBI's transactions, nested by savepoints: {@code @Transaction} methods and {@code handle.inTransaction} inside a
 * running transaction undo what they did when they throw, where JDBI alone would join and let it be committed if the
 * exception is swallowed.
 */
public final class SavepointTransactions extends DelegatingTransactionHandler {

    private static final AtomicLong NAMES = new AtomicLong();

    private SavepointTransactions(TransactionHandler delegate) {
        super(delegate);
    }

    /** Over JDBI's own handler. */
    public static TransactionHandler overLocal() {
        return new SavepointTransactions(LocalTransactionHandler.binding());
    }

    @Override
    public TransactionHandler specialize(Handle handle) throws SQLException {
        return new SavepointTransactions(getDelegate().specialize(handle));
    }

    @Override
    public void begin(Handle handle) {
        refuseInside(handle, "begin");
        super.begin(handle);
    }

    @Override
    public void commit(Handle handle) {
        refuseInside(handle, "commit");
        refuseFailed(handle);
        super.commit(handle);
    }

    /** PostgreSQL answers the commit of a failed transaction with a rollback, and JDBI wouldn't say so. */
    private static void refuseFailed(Handle handle) {
        try {
            if (TransactionState.isFailed(handle.getConnection())) {
                throw OwnTransaction.failed();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    @Override
    public void rollback(Handle handle) {
        refuseInside(handle, "rollback");
        super.rollback(handle);
    }

    @Override
    public void rollbackToSavepoint(Handle handle, String name) {
        super.rollbackToSavepoint(handle, name);
        ManagedHandles.ManagedTransaction transaction = ManagedHandles.find(handle);
        if (transaction != null) {
            transaction.forget();
        }
    }

    private static void refuseInside(Handle handle, String call) {
        if (ManagedHandles.contains(handle)) {
            throw new TransactionMisuseException(call + "() on a handle of a Holdfast transaction would end it, and the"
                    + " tenant with it: throw an exception or call tx.rollbackOnly(); nest with inTransaction");
        }
    }

    /**
     * {@link Handle#inTransaction} asks this to decide between joining and calling {@link #inTransaction}; there alone
     * the answer is no, so that it calls. Everybody else gets the truth.
     */
    @Override
    public boolean isInTransaction(Handle handle) {
        return super.isInTransaction(handle) && !isAskedByInTransaction();
    }

    private static boolean isAskedByInTransaction() {
        return StackWalker.getInstance().walk(frames -> frames.skip(2)
                .dropWhile(f -> f.getMethodName().equals("isInTransaction"))
                .findFirst()
                .filter(f -> f.getClassName().equals(Handle.class.getName())
                        && f.getMethodName().equals("inTransaction"))
                .isPresent());
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
        return isInTransaction(handle)
                ? nested(handle, callback)
                : getDelegate().inTransaction(handle, callback);
    }

    @Override
    public <R, X extends Exception> R inTransaction(
            Handle handle, TransactionIsolationLevel level, HandleCallback<R, X> callback) throws X {
        return isInTransaction(handle)
                ? nested(handle, callback)
                : getDelegate().inTransaction(handle, level, callback);
    }

    private <R, X extends Exception> R nested(Handle handle, HandleCallback<R, X> callback) throws X {
        String name = "holdfast_nested_" + NAMES.incrementAndGet();
        savepoint(handle, name);
        R result;
        try {
            result = callback.withHandle(handle);
            refuseFailed(handle);
        } catch (Throwable thrown) {
            try {
                rollbackToSavepoint(handle, name);
            } catch (RuntimeException suppressed) {
                thrown.addSuppressed(suppressed);
            }
            throw thrown;
        }
        releaseSavepoint(handle, name);
        return result;
    }
}
