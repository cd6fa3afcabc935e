package dev.holdfast.query;

import dev.holdfast.deletion.PurgeProgress;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.value.Interval;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which deleted rows are to go for good, and how. Immutable. */
@CheckReturnValue
public final class Purge {

    private static final int DEFAULT_BATCH = 1_000;
    private static final int MAX_BATCH = 100_000;

    private final SoftDeletable table;
    private final @Nullable Interval olderThan;
    private final @Nullable Instant deletedBefore;
    private final @Nullable Condition where;
    private final @Nullable Condition unless;
    private final int batchSize;
    private final Consumer<? super PurgeProgress> listener;
    private final boolean dryRun;

    private Purge(
            SoftDeletable table,
            @Nullable Interval olderThan,
            @Nullable Instant deletedBefore,
            @Nullable Condition where,
            @Nullable Condition unless,
            int batchSize,
            Consumer<? super PurgeProgress> listener,
            boolean dryRun) {
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new StatementException("A batch of a purge has 1 to " + MAX_BATCH + " rows, not " + batchSize);
        }
        this.table = table;
        this.olderThan = olderThan;
        this.deletedBefore = deletedBefore;
        this.where = where;
        this.unless = unless;
        this.batchSize = batchSize;
        this.listener = listener;
        this.dryRun = dryRun;
    }

    /** A purge of a table's deleted rows. */
    public static Purge of(SoftDeletable table) {
        return new Purge(table, null, null, null, null, DEFAULT_BATCH, progress -> {}, false);
    }

    /** Only rows deleted longer ago than that, by the server's clock. */
    public Purge olderThan(Interval age) {
        return new Purge(
                table, Required.given("olderThan", age), deletedBefore, where, unless, batchSize, listener, dryRun);
    }

    /** Only rows deleted before that time. */
    public Purge deletedBefore(Instant end) {
        return new Purge(
                table, olderThan, Required.given("deletedBefore", end), where, unless, batchSize, listener, dryRun);
    }

    /** Only the rows for which this is true; several calls are joined by {@code and}. */
    public Purge where(Condition condition) {
        Condition both = Restriction.and("where", where, condition);
        return new Purge(table, olderThan, deletedBefore, both, unless, batchSize, listener, dryRun);
    }

    /** Not the rows for which this is true; several calls are joined by {@code or}. */
    public Purge unless(Condition condition) {
        Condition either = Restriction.or("unless", unless, condition);
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

    /** Reports what would be done, and changes nothing. */
    public Purge asDryRun() {
        return new Purge(table, olderThan, deletedBefore, where, unless, batchSize, listener, true);
    }

    /** The table whose deleted rows go for good. */
    public SoftDeletable table() {
        return table;
    }

    /** How long they must have been deleted at least; null where that isn't asked. */
    public @Nullable Interval olderThan() {
        return olderThan;
    }

    /** When they must have been deleted before; null where that isn't asked. */
    public @Nullable Instant deletedBefore() {
        return deletedBefore;
    }

    /** Only these; null for every one. */
    public @Nullable Condition where() {
        return where;
    }

    /** Not these; null for no exception. */
    public @Nullable Condition unless() {
        return unless;
    }

    /** How many rows of the table go in one transaction, with all that is below them. */
    public int batchSize() {
        return batchSize;
    }

    /** Told after each batch. */
    public Consumer<? super PurgeProgress> listener() {
        return listener;
    }

    /** True where nothing is removed. */
    public boolean dryRun() {
        return dryRun;
    }
}
