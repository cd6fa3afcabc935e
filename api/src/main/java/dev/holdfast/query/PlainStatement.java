package dev.holdfast.query;

import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A whole statement of plain SQL: run for its count, or for rows once its columns are named with {@link #returning}.
 * See {@link PlainSql} for how arguments are bound, and for what isn't added to it.
 */
@CheckReturnValue
public final class PlainStatement implements Mutation {

    private final PlainSql body;

    private PlainStatement(PlainSql body) {
        this.body = body;
    }

    /** A statement with {@code {0}}, {@code {1}} … for its arguments. */
    public static PlainStatement of(String sql, @Nullable Object... arguments) {
        return new PlainStatement(PlainSql.sql(sql, arguments));
    }

    /** The rows it returns; what is named here says the type and the name of each column, in their order. */
    public Rows returning(Selectable<?>... columns) {
        return new Rows(body, Shape.of(Arrays.asList(columns)));
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        body.writeTo(out);
        return List.of(out.toText());
    }

    @Override
    public String describe() {
        return "plain SQL";
    }

    /** The rows of a plain statement. */
    public static final class Rows implements Query<Row> {

        private final PlainSql body;
        private final Shape shape;

        private Rows(PlainSql body, Shape shape) {
            this.body = body;
            this.shape = shape;
        }

        /** Makes each row into a result of one's own. */
        public <R extends @Nullable Object> SelectQuery<R> map(Function<? super Row, ? extends R> function) {
            return new ComputedSelect<R>(shape, row -> function.apply(row), body);
        }

        /** Each row as a record, Kotlin data class or bean; see {@link RowMapping}. */
        public <R> SelectQuery<R> mapTo(Class<R> type) {
            return map(RowMapping.to(type));
        }

        @Override
        public List<SqlText> texts(Audience audience) {
            return new ComputedSelect<>(shape, mapper(), body).texts(audience);
        }

        @Override
        public Shape shape() {
            return shape;
        }

        @Override
        public Function<Row, Row> mapper() {
            return row -> row;
        }
    }
}
