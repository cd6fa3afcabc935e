package dev.holdfast.query;

import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The clauses of an insert, for a statement on its own and for one bound to a session alike. Each call returns a new
 * value.
 *
 * @param <S> the statement's own type
 * @param <Q> what {@code returning} gives
 */
@CheckReturnValue
public abstract class InsertClauses<S, Q> {

    private final InsertSpec spec;

    InsertClauses(InsertSpec spec) {
        this.spec = spec;
    }

    final InsertSpec spec() {
        return spec;
    }

    abstract S with(InsertSpec changed);

    abstract Q returned(Returning returning);

    /** Adds a row; columns that it doesn't set take their defaults. */
    public final S row(Consumer<? super RowWriter> writer) {
        return with(spec.plus(List.of(Assignments.of(spec.table(), writer))));
    }

    /** A row for each item; thousands go out in one round trip. */
    public final <E extends @Nullable Object> S rows(
            Collection<? extends E> items, BiConsumer<? super RowWriter, ? super E> writer) {
        Table table = spec.table();
        List<Assignments> rows = new ArrayList<>(items.size());
        for (E item : items) {
            rows.add(Assignments.of(table, row -> writer.accept(row, item)));
        }
        return with(spec.plus(rows));
    }

    /** What to do where a unique key has the values already. */
    public final S onConflict(OnConflict action) {
        return with(spec.withConflict(action));
    }

    /** Values of the rows as stored, such as generated keys; all columns where none is named. */
    public final Q returning(Selectable<?>... values) {
        return returned(Returning.of(spec::texts, spec.table(), values));
    }
}
