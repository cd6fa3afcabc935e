package dev.holdfast.jdbi.internal.event;

import dev.holdfast.expression.Selectable;
import dev.holdfast.query.RowReader;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of a result, read by its place where the reader stands.
 *
 * @param place from 1
 */
record PlacedColumn<T>(int place, SqlType<?> type) {

    static <T> PlacedColumn<T> of(Shape shape, Selectable<T> column) {
        return new PlacedColumn<>(shape.selected().indexOf(column) + 1, column.type());
    }

    @SuppressWarnings("unchecked") // as Row does
    @Nullable
    T orNull(RowReader row) {
        return (T) row.read(place, type);
    }

    T in(RowReader row) {
        return Objects.requireNonNull(orNull(row));
    }
}
