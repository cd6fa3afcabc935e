package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TransactionMisuseException;
import org.jspecify.annotations.Nullable;

/**
 * Which transaction of one Holdfast a thread has open. Only to refuse misuse: nothing is ever found by it.
 */
public final class OpenTransactions {

    private final ThreadLocal<@Nullable SessionSettings> current = new ThreadLocal<>();

    public OpenTransactions() {}

    /** Refuses a scope inside a transaction of the same thread: it would take a second connection. */
    void refuseInside(SessionSettings settings) {
        SessionSettings open = current.get();
        if (open == null) {
            return;
        }
        if (open.tenantName().equals(settings.tenantName())) {
            throw new TransactionMisuseException("A scope of " + settings.tenantName()
                    + " was used inside a transaction of this thread. It would run on another connection, outside the"
                    + " transaction: use the transaction itself, tx.from(…), tx.attach(…), tx.inTransaction(…)");
        }
        throw new TransactionMisuseException("A session of " + settings.tenantName()
                + " was used inside a transaction of "
                + open.tenantName() + ": a transaction has one tenant. End this one first, or do the other's work in"
                + " a scope of its own afterwards");
    }

    void enter(SessionSettings settings) {
        refuseInside(settings);
        current.set(settings);
    }

    void leave() {
        current.remove();
    }
}
