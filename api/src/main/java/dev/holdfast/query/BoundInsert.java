package dev.holdfast.query;

import dev.holdfast.internal.CanIgnoreReturnValue;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.Table;
import java.util.List;

/** An insert bound to a session. */
@CheckReturnValue
public final class BoundInsert extends InsertClauses<BoundInsert, Results.Written> {

    private final StatementRunner runner;

    private BoundInsert(StatementRunner runner, InsertSpec spec) {
        super(spec);
        this.runner = runner;
    }

    /** An insert without rows as yet. */
    public static BoundInsert into(StatementRunner runner, Table table) {
        return new BoundInsert(runner, new InsertSpec(table, List.of(), null));
    }

    @Override
    BoundInsert with(InsertSpec changed) {
        return new BoundInsert(runner, changed);
    }

    @Override
    Results.Written returned(Returning returning) {
        return new Results.Written(runner, returning);
    }

    /** The statement without the session. */
    public Insert mutation() {
        return new Insert(spec());
    }

    /** Inserts; returns how many rows were written, which is fewer than given where a conflict did nothing. */
    @CanIgnoreReturnValue
    public long execute() {
        return runner.execute(mutation());
    }

    /** The SQL; needs no database. */
    public String toSql() {
        return mutation().toSql();
    }
}
