package dev.holdfast.jdbi.internal.event;

import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.session.DirectQuery;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowReader;
import dev.holdfast.query.Shape;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A statement whose text is ours, and whose rows are taken in as they come. */
record TakenQuery(SqlText text, Shape shape, Consumer<RowReader> rows) implements DirectQuery {

    @Override
    public List<SqlText> texts(Audience audience) {
        return List.of(text);
    }

    @Override
    public Function<Row, Row> mapper() {
        return Function.identity();
    }

    @Override
    public void take(RowReader row) {
        rows.accept(row);
    }
}
