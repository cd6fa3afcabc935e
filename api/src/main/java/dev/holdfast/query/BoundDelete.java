package dev.holdfast.query;

import dev.holdfast.internal.CanIgnoreReturnValue;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.StoredTable;

/**
 * A delete bound to a session, of a table that isn't known to be soft-deletable when it is compiled. Where the table is,
 * the rows are hidden all the same.
 */
@CheckReturnValue
public final class BoundDelete extends ChangeClauses<BoundDelete, Results.Written> {

    private final StatementRunner runner;

    private BoundDelete(StatementRunner runner, ChangeSpec spec) {
        super(spec);
        this.runner = runner;
    }

    /** A delete; without a condition it is refused. */
    public static BoundDelete from(StatementRunner runner, StoredTable table) {
        return new BoundDelete(runner, ChangeSpec.delete(ChangeSpec.tableOf(table)));
    }

    @Override
    BoundDelete with(ChangeSpec changed) {
        return new BoundDelete(runner, changed);
    }

    @Override
    Results.Written returned(Returning returning) {
        return new Results.Written(runner, returning);
    }

    /** The statement without the session. */
    public Delete mutation() {
        return new Delete(spec());
    }

    /** Runs it; returns how many rows were changed, which may be 0. */
    @CanIgnoreReturnValue
    public long execute() {
        return runner.execute(mutation());
    }

    /** Runs it, and exactly one row must be changed; see {@link StatementRunner#expectOne}. */
    public void expectOne() {
        runner.expectOne(mutation());
    }

    /** The SQL; needs no database. */
    public String toSql() {
        return mutation().toSql();
    }
}
