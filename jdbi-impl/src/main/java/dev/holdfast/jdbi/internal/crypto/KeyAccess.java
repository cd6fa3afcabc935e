package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.Isolation;
import dev.holdfast.RetryPolicy;
import dev.holdfast.TransactionOptions;
import java.util.function.Function;

/** Reaches the data keys that a session sees: in its transaction, or in one of their own. */
public interface KeyAccess {

    /** Whoever makes or shreds keys must see the latest, whatever the server's default is. */
    TransactionOptions CURRENT =
            TransactionOptions.defaults().isolation(Isolation.READ_COMMITTED).retry(RetryPolicy.attempts(5));

    /** Runs work with the table of keys. */
    <R> R with(Function<DataKeysDao, R> work);

    /** Whether what is read there may be kept for others: not while it may be rolled back. */
    boolean isCommitted();

    /**
     * Whether the session sees keys of a tenant, empty for tables of none: PostgreSQL says so of those that are read, and
     * this of those that are remembered.
     */
    default boolean sees(String tenant) {
        return true;
    }

    /** Says that a key was made there. */
    void made();
}
