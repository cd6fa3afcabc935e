package dev.holdfast.cqrs;

import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlWriter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A select, mostly of one of the functions that keep commands. Immutable.
 *
 * @param sql its text, with a {@code %} for each parameter
 */
record FunctionCall<T extends @Nullable Object>(
        String sql, List<Parameter> parameters, List<Selectable<?>> columns, boolean writes, Function<Row, T> mapper)
        implements Query<T> {

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        if (writes) {
            out.markWrite();
        }
        String[] pieces = sql.split("%", -1);
        out.append(pieces[0]);
        for (int i = 0; i < parameters.size(); i++) {
            out.parameter(parameters.get(i)).append(pieces[i + 1]);
        }
        return List.of(out.toText());
    }

    @Override
    public Shape shape() {
        return new Shape(columns, List.of(), List.of(), List.of());
    }
}
