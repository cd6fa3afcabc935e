package dev.holdfast.jdbi.attack;

import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.jdbi.SessionContext;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.SurroundingTransactions;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Spring's transactions on this thread, bound to no session when they begin. */
public final class UnboundTransactions implements SurroundingTransactions {

    @Override
    public @Nullable SurroundingTransaction current() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return null;
        }
        for (TransactionSynchronization known : TransactionSynchronizationManager.getSynchronizations()) {
            if (known instanceof Unbound unbound) {
                return unbound;
            }
        }
        Unbound unbound = new Unbound();
        TransactionSynchronizationManager.registerSynchronization(unbound);
        return unbound;
    }

    private static final class Unbound implements SurroundingTransaction, TransactionSynchronization {

        private @Nullable Throwable cause;

        @Override
        public @Nullable SessionContext session() {
            return null;
        }

        @Override
        public void rollbackOnly(Throwable why) {
            cause = cause == null ? why : cause;
        }

        @Override
        public void afterCommit(Runnable work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            if (cause != null) {
                throw new TransactionFailedException(
                        "Rolled back: " + cause.getMessage(), new Refusal("40000", null, null, null, null), cause);
            }
        }
    }
}
