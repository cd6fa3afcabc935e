package dev.holdfast.query;

import dev.holdfast.internal.Audience;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.SqlText;
import dev.holdfast.table.Table;
import java.util.List;

/** An insert as a value of its own. */
@CheckReturnValue
public final class Insert extends InsertClauses<Insert, Returning> implements Mutation {

    Insert(InsertSpec spec) {
        super(spec);
    }

    /** An insert without rows as yet. */
    public static Insert into(Table table) {
        return new Insert(new InsertSpec(table, List.of(), null));
    }

    @Override
    Insert with(InsertSpec changed) {
        return new Insert(changed);
    }

    @Override
    Returning returned(Returning returning) {
        return returning;
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        return spec().texts(audience, List.of());
    }

    @Override
    public String describe() {
        return "insert into " + spec().table().name();
    }

    @Override
    public String toString() {
        return toSql();
    }
}
