package dev.holdfast.query;

import dev.holdfast.expression.Expression;
import dev.holdfast.table.AnyColumn;
import org.jspecify.annotations.Nullable;

/** Takes the values of a row to insert; in Kotlin {@code it[COLUMN] = value}. Used within its lambda only. */
public interface RowWriter {

    /**
     * Sets a column to a value.
     *
     * @param value null for SQL's NULL, where the column is nullable
     * @throws dev.holdfast.error.InvalidValueException where the value can't be stored
     */
    <T extends @Nullable Object> RowWriter set(AnyColumn<T> column, T value);

    /** Sets a column to what PostgreSQL computes. */
    <T extends @Nullable Object> RowWriter setTo(AnyColumn<T> column, Expression<? extends @Nullable T> expression);
}
