package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.SurroundingTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Which transaction of one Holdfast a thread has open. Only to refuse misuse: nothing is ever found by it.
 */
public final class OpenTransactions {

    private final ThreadLocal<@Nullable Open> current = new ThreadLocal<>();

    public OpenTransactions() {}

    /**
     * A transaction, or a block in one of somebody else's.
     *
     * @param before what it was opened inside of: only ever a block in another surrounding transaction
     */
    record Open(
            SessionSettings session,
            @Nullable SurroundingTransaction surrounding,
            @Nullable Open before) {}

    /**
     * Refuses a scope inside a transaction of the same thread: it would take a second connection. Where somebody else has
     * begun another transaction in between, it has that already.
     */
    void refuseInside(SessionSettings session, @Nullable SurroundingTransaction surrounding) {
        Open open = current.get();
        if (open == null || (surrounding != null && surrounding != open.surrounding())) {
            return;
        }
        if (open.session().tenantName().equals(session.tenantName())) {
            throw new TransactionMisuseException("A scope of " + session.tenantName()
                    + " was used inside a transaction of this thread. It would run on another connection, outside the"
                    + " transaction: use the transaction itself, tx.from(…), tx.attach(…), tx.inTransaction(…)");
        }
        throw new TransactionMisuseException("A session of " + session.tenantName()
                + " was used inside a transaction of "
                + open.session().tenantName() + ": a transaction has one tenant. End this one first, or do the other's"
                + " work in a scope of its own afterwards");
    }

    /** To be followed by {@link #leave} on the same thread. */
    void enter(SessionSettings session, @Nullable SurroundingTransaction surrounding) {
        refuseInside(session, surrounding);
        current.set(new Open(session, surrounding, current.get()));
    }

    void leave() {
        Open left = current.get();
        if (left == null || left.before() == null) {
            current.remove();
        } else {
            current.set(left.before());
        }
    }
}
