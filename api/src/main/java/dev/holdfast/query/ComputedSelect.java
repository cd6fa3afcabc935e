package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query of one row that is made from another: its count, its existence. Also a whole statement of plain SQL. */
record ComputedSelect<T extends @Nullable Object>(Shape shape, Function<Row, T> mapper, SqlPart body)
        implements SelectQuery<T> {

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        body.writeTo(out);
        return List.of(out.toText());
    }

    @Override
    public SelectQuery<Long> counted() {
        throw whole("count()");
    }

    @Override
    public SelectQuery<Boolean> existing() {
        throw whole("exists()");
    }

    @Override
    public SelectQuery<T> atMost(int rows) {
        return this;
    }

    @Override
    public PageQuery<T> paged() {
        throw whole("page()");
    }

    @Override
    public <R extends @Nullable Object> SelectQuery<R> map(Function<? super T, ? extends R> function) {
        return new ComputedSelect<R>(shape, row -> function.apply(mapper.apply(row)), body);
    }

    private static StatementException whole(String call) {
        return new StatementException(call + " needs a select made of clauses; this statement is taken as it is: write"
                + " the count or the limit into it");
    }

    @Override
    public String toString() {
        return toSql();
    }
}
