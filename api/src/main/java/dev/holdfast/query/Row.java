package dev.holdfast.query;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.MappingException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.DecryptedColumn;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * A row of a result; in Kotlin {@code row[COLUMN]}. Immutable as long as its values are (a byte array isn't copied).
 */
public final class Row {

    private final Shape shape;
    private final @Nullable Object[] values;

    Row(Shape shape, @Nullable Object[] values) {
        this.shape = shape;
        this.values = values;
    }

    /**
     * A value by what was selected.
     *
     * @return null only where the column allows it
     * @throws dev.holdfast.crypto.ShreddedException where it was encrypted and its key is destroyed
     * @throws dev.holdfast.crypto.DecryptionException where it was encrypted and can't be decrypted
     * @throws MappingException where it wasn't selected, or is NULL although the column doesn't allow it, as on the
     *     outer side of a join: there use {@link #getOrNull}; or where its Java type can't say what is stored, as
     *     {@code infinity} in an {@code Instant}. The row's other values can be read all the same
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // null comes out only where T allows it: checked
    public <T extends @Nullable Object> T get(Selectable<T> selected) {
        Object value = value(selected);
        if (value == null && !selected.isNullable()) {
            throw new MappingException(
                    nameOf(selected)
                            + " is NULL here although the column isn't nullable, as on the outer side of a join: use getOrNull");
        }
        return (T) value;
    }

    /** A value by what was selected, or null; for columns on the outer side of a join. Throws as {@link #get} does. */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> @Nullable T getOrNull(Selectable<T> selected) {
        return (T) value(selected);
    }

    /** A value that was encrypted is what it turned out to be, and comes out as that only where it is asked for so. */
    private @Nullable Object value(Selectable<?> selected) {
        Object value = values[index(selected)];
        if (selected instanceof DecryptedColumn) {
            Unread.required(value);
            return value == null && selected.isNullable() ? new Decrypted.Clear<@Nullable Object>(null) : value;
        }
        return unwrapped(value);
    }

    static @Nullable Object unwrapped(@Nullable Object value) {
        Unread.required(value);
        return value instanceof Decrypted<?> decrypted ? decrypted.orElseThrow() : value;
    }

    Row opened(Function<SealedCell, ?> open) {
        @Nullable Object[] opened = values.clone();
        for (int i = 0; i < opened.length; i++) {
            if (opened[i] instanceof SealedCell cell) {
                opened[i] = open.apply(cell);
            } else if (opened[i] instanceof List<?> children && isIncluded(i)) {
                opened[i] = children.stream()
                        .map(child -> ((Row) child).opened(open))
                        .toList();
            }
        }
        return new Row(shape, opened);
    }

    private boolean isIncluded(int index) {
        int first = shape.selected().size();
        return index >= first && index < first + shape.includes().size();
    }

    /** The children fetched with this row, in their order. */
    @SuppressWarnings("unchecked")
    public List<Row> get(Include include) {
        return (List<Row>) Objects.requireNonNull(Unread.required(values[index(include)]));
    }

    /** True where all values of these are NULL: the join found nothing. */
    boolean allNull(List<? extends Selectable<?>> columns) {
        for (Selectable<?> column : columns) {
            if (values[index(column)] != null) {
                return false;
            }
        }
        return true;
    }

    @Nullable
    Object at(int index) {
        return values[index];
    }

    Shape shape() {
        return shape;
    }

    private int index(Selectable<?> wanted) {
        int index = shape.indexOf(wanted);
        if (index < 0) {
            throw new MappingException(nameOf(wanted) + " isn't in this row, which has "
                    + shape.selected().stream().map(Row::nameOf).toList() + ": select it"
                    + (wanted instanceof AnyColumn ? "" : ", and read it by the expression that was selected"));
        }
        return index;
    }

    static @NonNull String nameOf(Selectable<?> part) {
        return part instanceof AnyColumn<?> column ? column.qualifiedName() : part.label();
    }

    /** The names of the values, not the values: a row may hold what must not stand in a log. */
    @Override
    public String toString() {
        return "Row" + shape.selected().stream().map(Row::nameOf).toList();
    }
}
