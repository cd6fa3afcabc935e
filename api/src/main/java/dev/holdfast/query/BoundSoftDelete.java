package dev.holdfast.query;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.error.TooManyRowsException;
import dev.holdfast.internal.CanIgnoreReturnValue;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.sql.Uuids;
import dev.holdfast.table.SoftDeletable;
import java.util.UUID;

/**
 * The delete of a soft-deletable table, bound to a session. It hides the live rows that the condition names, and those
 * that its references cascade to, under one deletion id; a row that is deleted already stays as it is. The session's
 * actor and reason are stamped. One round trip.
 */
@CheckReturnValue
public final class BoundSoftDelete extends ChangeClauses<BoundSoftDelete, Results.Written> {

    private final StatementRunner runner;

    private BoundSoftDelete(StatementRunner runner, ChangeSpec spec) {
        super(spec);
        this.runner = runner;
    }

    /** A delete; without a condition it is refused. */
    public static BoundSoftDelete from(StatementRunner runner, SoftDeletable table) {
        return new BoundSoftDelete(runner, ChangeSpec.delete(table.asTable()));
    }

    @Override
    BoundSoftDelete with(ChangeSpec changed) {
        return new BoundSoftDelete(runner, changed);
    }

    @Override
    Results.Written returned(Returning returning) {
        return new Results.Written(runner, returning);
    }

    /** The statement without the session. */
    public Delete mutation() {
        return new Delete(spec());
    }

    /**
     * Deletes.
     *
     * @return what was hidden, with its id; empty where no live row was meant
     * @throws dev.holdfast.error.ForeignKeyViolationException where live rows refer to one of them and don't go with it
     */
    @CanIgnoreReturnValue
    public Deletion execute() {
        return runner.delete(mutation());
    }

    /**
     * Deletes, and exactly one row of this table must be meant.
     *
     * @throws dev.holdfast.error.NoRowException where there is none
     * @throws dev.holdfast.error.RowDeletedException where it is deleted already
     * @throws TooManyRowsException where there are more; inside a transaction they are hidden as yet
     */
    @CanIgnoreReturnValue
    public Deletion expectOne() {
        Deletion deletion = spec().cascadesToItself() ? countedFirst() : execute();
        if (deletion.isEmpty()) {
            throw Cardinality.noRow(runner, mutation());
        }
        if (!spec().cascadesToItself() && deletion.count(spec().table()) > 1) {
            throw new TooManyRowsException(mutation().describe());
        }
        return deletion;
    }

    /** Where a row takes others of its own table along, only the statement's own count tells how many were meant. */
    private Deletion countedFirst() {
        UUID id = Uuids.v7();
        runner.expectOne(new Delete(spec().as(id)));
        return runner.one(new DeletionQuery(null, id, runner.schema().hiddenWith(spec().table())));
    }

    /** The SQL without the counts; needs no database. */
    public String toSql() {
        return mutation().toSql();
    }
}
