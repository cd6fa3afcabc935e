package dev.holdfast.history;

import dev.holdfast.expression.Selectable;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import org.jspecify.annotations.Nullable;

/**
 * What a version made of one column's value. Immutable as long as the values are; {@link #toString} never shows them.
 *
 * @param <T> the column's Java type
 */
public final class ColumnChange<T extends @Nullable Object> {

    private final AnyColumn<T> column;
    private final Row row;
    private final @Nullable Selectable<T> before;
    private final @Nullable Selectable<T> after;
    private final boolean changed;

    ColumnChange(
            AnyColumn<T> column,
            Row row,
            @Nullable Selectable<T> before,
            @Nullable Selectable<T> after,
            boolean changed) {
        this.column = column;
        this.row = row;
        this.before = before;
        this.after = after;
        this.changed = changed;
    }

    /** The column, of the table itself. */
    public AnyColumn<T> column() {
        return column;
    }

    /** Whether there was a row before; then null is SQL's NULL. */
    public boolean hasBefore() {
        return before != null;
    }

    /** Whether there is a row after; then null is SQL's NULL. */
    public boolean hasAfter() {
        return after != null;
    }

    /**
     * The value before; null where it was NULL, and where there was no row.
     *
     * @throws dev.holdfast.error.MappingException where the column's Java type can't say it
     * @throws dev.holdfast.crypto.ShreddedException where it was encrypted and its key is destroyed
     * @throws dev.holdfast.crypto.DecryptionException where it was encrypted and can't be decrypted
     */
    public @Nullable T before() {
        return before == null ? null : row.getOrNull(before);
    }

    /** The value after; null where it is NULL, and where there is no row any more. Throws as {@link #before} does. */
    public @Nullable T after() {
        return after == null ? null : row.getOrNull(after);
    }

    /** Whether something else is stored than before, or there was no row, or is none. A value encrypted anew is something else. */
    public boolean isChanged() {
        return changed;
    }

    @Override
    public String toString() {
        return column.qualifiedName() + (changed ? " changed" : " unchanged");
    }
}
