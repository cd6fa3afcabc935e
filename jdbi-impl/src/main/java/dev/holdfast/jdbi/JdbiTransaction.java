package dev.holdfast.jdbi;

import dev.holdfast.Transaction;
import dev.holdfast.internal.Required;
import org.jdbi.v3.core.Handle;

/** A transaction with its JDBI handle. */
public interface JdbiTransaction extends Transaction {

    /**
     * The handle over this transaction's connection, for SQL of your own within the tenant. Valid until the transaction
     * ends; don't close it, and leave commit and rollback to Holdfast, which refuses them on it. What PostgreSQL refuses on
     * it comes as a {@link dev.holdfast.error.DatabaseException}, as from the language; on a handle of a Jdbi of your own that
     * was {@link JdbiScope#joining joined}, as JDBI's.
     */
    Handle handle();

    /** The handle of a transaction that Holdfast over JDBI opened. */
    static Handle handleOf(Transaction transaction) {
        return ((JdbiTransaction) Required.given("handleOf", transaction)).handle();
    }
}
