package dev.holdfast.query;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.MappingException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.table.AnyColumn;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a row for a value that couldn't be read. Whoever asks for the value is told why, and nobody else: a row with
 * one odd value is a row like others.
 *
 * @param why names the column and the remedy
 */
record Unread(MappingException why) {

    /**
     * What stands for the value.
     *
     * @throws HoldfastException the exception itself where it isn't about the value: a codec is missing, say
     */
    static Unread of(Selectable<?> selected, RuntimeException thrown) {
        if (thrown instanceof MappingException e) {
            return new Unread(at(selected, e));
        }
        if (thrown instanceof HoldfastException e) {
            throw e;
        }
        return new Unread(at(selected, MappingException.ofMapping(thrown)));
    }

    private static MappingException at(Selectable<?> selected, MappingException e) {
        return selected instanceof AnyColumn<?> column
                ? e.at(column.source().name(), column.name())
                : e.at(null, selected.label());
    }

    /** The value, where it was read. */
    static @Nullable Object required(@Nullable Object value) {
        if (value instanceof Unread unread) {
            throw unread.why();
        }
        return value;
    }
}
