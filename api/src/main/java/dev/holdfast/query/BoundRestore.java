package dev.holdfast.query;

import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.SoftDeletable;

/**
 * A restoration bound to a session: all of its rows or none. Each call returns a new value.
 *
 * <p>Rows of a table come back with those that the same deletion hid below them, and no others: what was deleted before
 * stays deleted.
 */
@CheckReturnValue
public final class BoundRestore {

    private final StatementRunner runner;
    private final Restoration restoration;
    private final boolean everyRow;

    /** A restoration; that of a table needs a condition. */
    public BoundRestore(StatementRunner runner, Restoration restoration) {
        this(runner, restoration, false);
    }

    private BoundRestore(StatementRunner runner, Restoration restoration, boolean everyRow) {
        this.runner = runner;
        this.restoration = restoration;
        this.everyRow = everyRow;
    }

    /** Only the deleted rows of the table for which this is true. */
    public BoundRestore where(Condition condition) {
        if (restoration.table() == null) {
            throw new StatementException("A deletion is restored as a whole: use restore(TABLE).where(…) for a part");
        }
        return new BoundRestore(runner, restoration.where(condition), everyRow);
    }

    /** Says that every deleted row of the table is meant, without which a missing condition is refused. */
    public BoundRestore everyRow() {
        if (restoration.table() == null) {
            throw new StatementException("A deletion is restored as a whole: leave everyRow() out");
        }
        return new BoundRestore(runner, restoration, true);
    }

    /** With the deleted rows that they refer to; of those, just the rows themselves. */
    public BoundRestore withParents() {
        return new BoundRestore(runner, restoration.andParents(), everyRow);
    }

    /** The restoration without the session. */
    public Restoration restoration() {
        return restoration;
    }

    /** Restores. Conflicts don't throw: they are in the result, which therefore mustn't be ignored. */
    public RestoreResult execute() {
        return runner.restore(checked(restoration));
    }

    /** What {@link #execute} would give now; changes nothing. */
    public RestoreResult dryRun() {
        return runner.restore(checked(restoration.asDryRun()));
    }

    private Restoration checked(Restoration asked) {
        SoftDeletable table = asked.table();
        if (table != null && asked.where() == null && !everyRow) {
            throw new StatementException("'restore " + table.name()
                    + "' has no condition and would restore every row: call where(…), or everyRow() if that is meant");
        }
        if (table != null && asked.where() != null && everyRow) {
            throw new StatementException(
                    "'restore " + table.name() + "' has both a condition and everyRow(): keep one");
        }
        return asked;
    }
}
