package dev.holdfast.query;

import dev.holdfast.deletion.PurgeProgress;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.value.Interval;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which deleted rows are to go for good, and how. Immutable.
 *
 * @param table the table
 * @param olderThan how long they must have been deleted at least; null where that isn't asked
 * @param deletedBefore when they must have been deleted before; null where that isn't asked
 * @param where only these; null for every one
 * @param unless not these; null for no exception
 * @param batchSize how many rows of the table go in one transaction, with all that is below them
 * @param listener told after each batch
 * @param dryRun true where nothing is removed
 */
public record Purge(
        SoftDeletable table,
        @Nullable Interval olderThan,
        @Nullable Instant deletedBefore,
        @Nullable Condition where,
        @Nullable Condition unless,
        int batchSize,
        Consumer<? super PurgeProgress> listener,
        boolean dryRun) {

    private static final int DEFAULT_BATCH = 1_000;
    private static final int MAX_BATCH = 100_000;

    public Purge {
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new StatementException("A batch of a purge has 1 to " + MAX_BATCH + " rows, not " + batchSize);
        }
    }

    /** A purge of a table's deleted rows. */
    public static Purge of(SoftDeletable table) {
        return new Purge(table, null, null, null, null, DEFAULT_BATCH, progress -> {}, false);
    }

    /** Only rows deleted longer ago than that, by the server's clock. */
    public Purge olderThan(Interval age) {
        return new Purge(table, age, deletedBefore, where, unless, batchSize, listener, dryRun);
    }

    /** Only rows deleted before that time. */
    public Purge deletedBefore(Instant end) {
        return new Purge(table, olderThan, end, where, unless, batchSize, listener, dryRun);
    }

    /** Only the rows for which this is true; several calls are joined by {@code and}. */
    public Purge where(Condition condition) {
        Condition both = where == null ? condition : where.and(condition);
        return new Purge(table, olderThan, deletedBefore, both, unless, batchSize, listener, dryRun);
    }

    /** Not the rows for which this is true; several calls are joined by {@code or}. */
    public Purge unless(Condition condition) {
        Condition either = unless == null ? condition : unless.or(condition);
        return new Purge(table, olderThan, deletedBefore, where, either, batchSize, listener, dryRun);
    }

    /** So many rows of the table at once; 1,000 where not said. */
    public Purge inBatchesOf(int rows) {
        return new Purge(table, olderThan, deletedBefore, where, unless, rows, listener, dryRun);
    }

    /** Told after each batch, on the calling thread. */
    public Purge reportingTo(Consumer<? super PurgeProgress> told) {
        return new Purge(table, olderThan, deletedBefore, where, unless, batchSize, told, dryRun);
    }

    /** Only looking. */
    public Purge asDryRun() {
        return new Purge(table, olderThan, deletedBefore, where, unless, batchSize, listener, true);
    }
}
