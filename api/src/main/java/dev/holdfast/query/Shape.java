package dev.holdfast.query;

import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlType;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.DecryptedColumn;
import dev.holdfast.table.EncryptedColumn;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a query has in which place. Immutable.
 *
 * @param selected the values asked for
 * @param includes the children fetched with each row
 * @param hidden values fetched for a cursor, behind the others
 * @param compared values fetched to compare them, behind those
 */
public record Shape(
        List<Selectable<?>> selected,
        List<Include> includes,
        List<Selectable<?>> hidden,
        List<Selectable<?>> compared) {

    public Shape {
        selected = List.copyOf(selected);
        includes = List.copyOf(includes);
        hidden = List.copyOf(hidden);
        compared = List.copyOf(compared);
    }

    static Shape of(List<? extends Selectable<?>> selected) {
        return new Shape(List.copyOf(selected), List.of(), List.of(), List.of());
    }

    /** Reads the row that the reader stands on. A value that can't be read is thrown about once it is asked for. */
    public Row read(RowReader reader) {
        @Nullable
        Object[] values = new @Nullable Object[selected.size() + includes.size() + hidden.size() + compared.size()];
        int position = 0;
        int at = 0;
        for (int i = 0; i < selected.size(); i++) {
            values[at++] = read(reader, ++position, selected.get(i));
        }
        for (int i = 0; i < includes.size(); i++) {
            values[at++] = includes.get(i).read(reader, position + 1);
            position += includes.get(i).width();
        }
        for (int i = 0; i < hidden.size(); i++) {
            values[at++] = read(reader, ++position, hidden.get(i));
        }
        for (int i = 0; i < compared.size(); i++) {
            values[at++] = read(reader, ++position, compared.get(i));
        }
        return new Row(this, values);
    }

    private static @Nullable Object read(RowReader reader, int position, Selectable<?> selected) {
        try {
            return reader.read(position, selected.type());
        } catch (RuntimeException e) {
            return Unread.of(selected, e);
        }
    }

    /** True where a row has values that come sealed. */
    public boolean isEncrypted() {
        if (!compared.isEmpty()) {
            return true;
        }
        for (int i = 0; i < selected.size(); i++) {
            if (selected.get(i).type().wire() == Wire.ENCRYPTED) {
                return true;
            }
        }
        return !includes.isEmpty()
                && includes.stream().anyMatch(include -> include.childShape().isEncrypted());
    }

    /** True where a row has values of {@code real} or {@code double precision}, in arrays and children too. */
    public boolean hasFloats() {
        for (int i = 0; i < selected.size(); i++) {
            if (isFloat(selected.get(i).type())) {
                return true;
            }
        }
        for (int i = 0; i < hidden.size(); i++) {
            if (isFloat(hidden.get(i).type())) {
                return true;
            }
        }
        return !includes.isEmpty()
                && includes.stream().anyMatch(include -> include.childShape().hasFloats());
    }

    private static boolean isFloat(SqlType<?> type) {
        SqlType<?> element = type.element();
        Wire wire = element == null ? type.wire() : element.wire();
        return wire == Wire.REAL || wire == Wire.DOUBLE;
    }

    /** The same row with each value that is still encrypted replaced by what the function makes of it. */
    public Row opened(Row row, Function<SealedCell, ?> open) {
        return row.opened(open);
    }

    int indexOf(Selectable<?> wanted) {
        for (int i = 0; i < selected.size(); i++) {
            if (selected.get(i) == wanted) {
                return i;
            }
        }
        if (wanted instanceof DecryptedColumn<?> decrypted) {
            int direct = selected.indexOf(wanted);
            return direct >= 0 ? direct : indexOf(decrypted.column());
        }
        int equal = SameExpression.indexIn(selected, wanted);
        if (equal < 0 && wanted instanceof EncryptedColumn<?> column) {
            return selected.indexOf(column.decrypted());
        }
        return equal >= 0 || !(wanted instanceof Include include) ? equal : indexOfInclude(include);
    }

    private int indexOfInclude(Include include) {
        int found = includes.indexOf(include);
        return found < 0 ? -1 : selected.size() + found;
    }

    int firstHidden() {
        return selected.size() + includes.size();
    }

    /** True where equal shapes can come again, so that what is worked out for one is worth keeping. */
    boolean isCacheable() {
        if (!includes.isEmpty()) {
            return false;
        }
        for (int i = 0; i < selected.size(); i++) {
            if (!(selected.get(i) instanceof AnyColumn)) {
                return false;
            }
        }
        return true;
    }
}
