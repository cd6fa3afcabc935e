package dev.holdfast.query;

import dev.holdfast.deletion.PurgeProgress;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.CanIgnoreReturnValue;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.value.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A purge bound to a scope: deleted rows go for good, each with all that is below it, children first, or not at all. A
 * row stays where it is held ({@code legalHold}, {@link #unless}), younger than its table's {@code purgeAfter}, or where
 * a row below it stays. Each batch is a transaction of its own, so that what is done is done. Rows are removed by
 * PostgreSQL's purge functions alone, which check hold and age again. Each call returns a new value.
 */
@CheckReturnValue
public final class BoundPurge {

    private final Purge purge;
    private final Function<Purge, PurgeReport> runner;

    /** A purge and what runs it. */
    public BoundPurge(Purge purge, Function<Purge, PurgeReport> runner) {
        this.purge = purge;
        this.runner = runner;
    }

    private BoundPurge with(Purge changed) {
        return new BoundPurge(changed, runner);
    }

    /** Only rows deleted longer ago than that, by the server's clock. */
    public BoundPurge olderThan(Duration age) {
        return with(purge.olderThan(Interval.of(age)));
    }

    /** Only rows deleted longer ago than that, by the server's clock and calendar. */
    public BoundPurge olderThan(Interval age) {
        return with(purge.olderThan(age));
    }

    /** Only rows deleted before that time. */
    public BoundPurge deletedBefore(Instant end) {
        return with(purge.deletedBefore(end));
    }

    /** Only the rows for which this is true. */
    public BoundPurge where(Condition condition) {
        return with(purge.where(condition));
    }

    /** Not the rows for which this is true. */
    public BoundPurge unless(Condition condition) {
        return with(purge.unless(condition));
    }

    /** So many rows of the table in one transaction; 1,000 where not said. */
    public BoundPurge inBatchesOf(int rows) {
        return with(purge.inBatchesOf(rows));
    }

    /** Told after each batch, on the calling thread. */
    public BoundPurge reportingTo(Consumer<? super PurgeProgress> listener) {
        return with(purge.reportingTo(listener));
    }

    /** The purge without the scope. */
    public Purge purge() {
        return purge;
    }

    /**
     * Purges.
     *
     * @throws dev.holdfast.error.StatementException where neither the call nor the table says how old a row must be
     */
    @CanIgnoreReturnValue
    public PurgeReport execute() {
        return runner.apply(purge);
    }

    /** What {@link #execute} would do now; removes nothing. Remembers the keys of the rows it has counted. */
    public PurgeReport dryRun() {
        return runner.apply(purge.asDryRun());
    }
}
