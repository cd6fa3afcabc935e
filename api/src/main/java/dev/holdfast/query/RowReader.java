package dev.holdfast.query;

import dev.holdfast.sql.SqlType;
import org.jspecify.annotations.Nullable;

/** Gives a result row's values; implemented over a driver's result set. */
public interface RowReader {

    /**
     * A value.
     *
     * @param position the column in the result, from 1
     */
    @Nullable
    Object read(int position, SqlType<?> type);

    /**
     * The elements of an array of {@code element}s, which may themselves be arrays; null where the array is NULL.
     *
     * @param position the column in the result, from 1
     */
    @Nullable
    Object @Nullable [] readAll(int position, SqlType<?> element);
}
