package dev.holdfast.jdbi.internal.event;

import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import java.util.List;
import java.util.function.Function;

/** A statement whose text is ours, run like any other: alone in one round trip, or in the transaction under way. */
record FixedQuery<T>(SqlText text, Shape shape, Function<Row, T> mapper) implements Query<T> {

    @Override
    public List<SqlText> texts(Audience audience) {
        return List.of(text);
    }
}
