package dev.holdfast.query;

import dev.holdfast.internal.CanIgnoreReturnValue;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.Table;

/** An update bound to a session. */
@CheckReturnValue
public final class BoundUpdate extends UpdateClauses<BoundUpdate, Results.Written> {

    private final StatementRunner runner;

    private BoundUpdate(StatementRunner runner, ChangeSpec spec) {
        super(spec);
        this.runner = runner;
    }

    /** An update; without a condition it is refused. */
    public static BoundUpdate table(StatementRunner runner, Table table) {
        return new BoundUpdate(runner, ChangeSpec.update(table));
    }

    /** An update of the rows that are meant. */
    public static BoundUpdate rows(StatementRunner runner, ScopedTable rows) {
        return new BoundUpdate(runner, ChangeSpec.update(rows));
    }

    @Override
    BoundUpdate with(ChangeSpec changed) {
        return new BoundUpdate(runner, changed);
    }

    @Override
    Results.Written returned(Returning returning) {
        return new Results.Written(runner, returning);
    }

    /** The statement without the session. */
    public Update mutation() {
        return new Update(spec());
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
