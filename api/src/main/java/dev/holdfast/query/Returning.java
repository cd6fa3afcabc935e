package dev.holdfast.query;

import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A mutation that returns the rows it wrote. */
@CheckReturnValue
public final class Returning implements Query<Row> {

    private final BiFunction<Audience, List<? extends Selectable<?>>, List<SqlText>> renderer;
    private final Shape shape;

    private Returning(BiFunction<Audience, List<? extends Selectable<?>>, List<SqlText>> renderer, Shape shape) {
        this.renderer = renderer;
        this.shape = shape;
    }

    static Returning of(
            BiFunction<Audience, List<? extends Selectable<?>>, List<SqlText>> renderer,
            Table table,
            Selectable<?>... values) {
        List<Selectable<?>> selected = values.length == 0 ? Selection.of(table) : List.copyOf(Arrays.asList(values));
        return new Returning(renderer, Shape.of(selected));
    }

    static void write(List<? extends Selectable<?>> returning, SqlWriter out) {
        if (!returning.isEmpty()) {
            out.append(" returning ").parts(returning, ", ");
        }
    }

    /** Makes each row into a result of one's own. */
    public <R extends @Nullable Object> Query<R> map(Function<? super Row, ? extends R> function) {
        return new MappedReturning<R>(this, row -> function.apply(row));
    }

    /** Each row as a record, Kotlin data class or bean; see {@link RowMapping}. */
    public <R> Query<R> mapTo(Class<R> type) {
        return map(RowMapping.to(type));
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        return renderer.apply(audience, shape.selected());
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Function<Row, Row> mapper() {
        return row -> row;
    }

    private record MappedReturning<R extends @Nullable Object>(Returning rows, Function<Row, R> mapper)
            implements Query<R> {

        @Override
        public List<SqlText> texts(Audience audience) {
            return rows.texts(audience);
        }

        @Override
        public Shape shape() {
            return rows.shape();
        }
    }
}
