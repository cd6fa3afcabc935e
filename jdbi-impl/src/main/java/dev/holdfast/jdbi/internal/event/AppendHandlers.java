package dev.holdfast.jdbi.internal.event;

import dev.holdfast.Transaction;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.StreamAppend;
import java.util.List;

/** What can be run in an append's own transaction. Immutable and thread-safe. */
public interface AppendHandlers {

    /** Those that there are, as PostgreSQL knows them. */
    List<String> names();

    /**
     * Runs some of them.
     *
     * @param due their places in {@link #names}, from 1 on; those behind its end are somebody else's
     * @param results of the appends, in their order
     * @param tx in which the events were stored; undone where this throws
     */
    void handle(List<Integer> due, List<StreamAppend> appends, List<AppendResult> results, Transaction tx);
}
