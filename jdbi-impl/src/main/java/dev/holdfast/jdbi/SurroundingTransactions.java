package dev.holdfast.jdbi;

import org.jspecify.annotations.Nullable;

/**
 * Tells of transactions that something else begins and ends on the connections of Holdfast's data source: a framework's
 * transaction manager. Holdfast's statements join them. The module {@code holdfast-spring} has one for Spring.
 * Thread-safe.
 */
@FunctionalInterface
public interface SurroundingTransactions {

    /**
     * The transaction under way on the connection that the data source gives this thread next; null where there is none, so
     * that Holdfast begins its own. Always the same object for one transaction. Asked before every statement: it sends
     * nothing.
     *
     * @throws dev.holdfast.error.TransactionMisuseException where there is one that can't be joined
     */
    @Nullable
    SurroundingTransaction current();
}
