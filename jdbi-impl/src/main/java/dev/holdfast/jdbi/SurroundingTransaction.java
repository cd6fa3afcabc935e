package dev.holdfast.jdbi;

import org.jspecify.annotations.Nullable;

/** A transaction that something else has begun and will end. Used by the thread that it belongs to. */
public interface SurroundingTransaction {

    /**
     * What PostgreSQL was told when the transaction began, and knows until it ends; null where it was told nothing, so that
     * each block of Holdfast's sets its own and puts back what was there. Sessions equal to this one join without a round
     * trip more; another tenant's are refused.
     */
    @Nullable
    SessionContext session();

    /**
     * Has it rolled back, and whoever wants to commit it told why. For what PostgreSQL can't know: a block's
     * {@code rollbackOnly()}, or a failed statement that the driver has undone by itself ({@code autosave=always}).
     *
     * @param cause why; the first one counts
     */
    void rollbackOnly(Throwable cause);

    /**
     * Runs work once it is committed and its connection given back; not at all where it is rolled back.
     *
     * @param work throws nothing
     */
    void afterCommit(Runnable work);
}
