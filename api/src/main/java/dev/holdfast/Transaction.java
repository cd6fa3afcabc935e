package dev.holdfast;

import dev.holdfast.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * A running transaction. It belongs to the thread that opened it and ends with the work it was given to; use by another
 * thread, or after the end, is refused.
 */
public interface Transaction extends Session {

    /**
     * A SqlObject of yours on this transaction's connection, with its tenant. Valid until the transaction ends.
     *
     * @param type an interface as JDBI's SqlObjects are
     */
    <D> D attach(Class<D> type);

    /** Runs work behind a savepoint: its exception undoes what it did, and nothing else, and comes out. */
    <R extends @Nullable Object> R inTransaction(Work<? super Transaction, R> work);

    /** As {@link #inTransaction}, without a result. */
    default void useTransaction(Use<? super Transaction> use) {
        Use<? super Transaction> given = Required.given("useTransaction", use);
        inTransaction(tx -> {
            given.run(tx);
            return true;
        });
    }

    /** Lets the transaction end in a rollback, whatever the work returns. */
    void rollbackOnly();
}
