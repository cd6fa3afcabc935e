package dev.holdfast.query;

import dev.holdfast.internal.ValueType;
import org.jspecify.annotations.Nullable;

/** Gives a result row's values; implemented over a driver's result set. */
public interface RowReader {

    /** An array's elements, each read when it is asked for, so that one that can't be read is one among others. */
    interface Elements {

        /**
         * An element's value.
         *
         * @param index from 0
         * @throws dev.holdfast.error.MappingException where the type can't say it
         */
        @Nullable
        Object read(int index);
    }

    /**
     * A value.
     *
     * @param position the column in the result, from 1
     * @throws dev.holdfast.error.MappingException where the type can't say it; it needn't know the column's name
     */
    @Nullable
    Object read(int position, ValueType type);

    /**
     * The elements of an array of {@code element}s, which may themselves be arrays; null where the array is NULL.
     *
     * @param position the column in the result, from 1
     * @throws dev.holdfast.error.MappingException where it isn't such an array
     */
    @Nullable
    Elements readAll(int position, ValueType element);
}
