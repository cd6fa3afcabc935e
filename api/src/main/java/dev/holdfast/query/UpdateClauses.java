package dev.holdfast.query;

import dev.holdfast.expression.Expression;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.AnyColumn;
import org.jspecify.annotations.Nullable;

/** The clauses of an update, for a statement on its own and for one bound to a session alike. */
@CheckReturnValue
public abstract class UpdateClauses<S, Q> extends ChangeClauses<S, Q> {

    UpdateClauses(ChangeSpec spec) {
        super(spec);
    }

    /** Sets a column to a value; to NULL by null, where it is nullable. */
    public final <T extends @Nullable Object> S set(AnyColumn<T> column, T value) {
        return with(spec().setting(row -> row.set(column, value)));
    }

    /** Sets a column to what PostgreSQL computes. */
    public final <T extends @Nullable Object> S setTo(
            AnyColumn<T> column, Expression<? extends @Nullable T> expression) {
        return with(spec().setting(row -> row.setTo(column, expression)));
    }
}
