package dev.holdfast.jdbi;

import dev.holdfast.Transaction;
import org.jdbi.v3.core.Handle;

/** A transaction with its JDBI handle. */
public interface JdbiTransaction extends Transaction {

    /**
     * The handle over this transaction's connection, for SQL of your own within the tenant. Valid until the transaction
     * ends; don't close it, and leave commit and rollback to Holdfast, which refuses them on it.
     */
    Handle handle();

    /** The handle of a transaction that Holdfast over JDBI opened. */
    static Handle handleOf(Transaction transaction) {
        return ((JdbiTransaction) transaction).handle();
    }
}
