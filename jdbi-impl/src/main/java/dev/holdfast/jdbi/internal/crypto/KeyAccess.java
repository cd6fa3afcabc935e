package dev.holdfast.jdbi.internal.crypto;

import java.util.function.Function;

/** Reaches the data keys that a session sees: in its transaction, or in one of their own. */
public interface KeyAccess {

    /** Runs work with the table of keys. */
    <R> R with(Function<DataKeysDao, R> work);

    /** Whether what is read there may be kept for others: not while it may be rolled back. */
    boolean isCommitted();

    /** Says that a key was made there. */
    void made();
}
