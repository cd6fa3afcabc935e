package dev.holdfast.table;

import dev.holdfast.expression.TextExpression;
import dev.holdfast.internal.Parameter;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import org.jspecify.annotations.Nullable;

/** {@code json #>> path}. */
record JsonPath(JsonColumn<?> column, Parameter path, String label) implements TextExpression<@Nullable String> {

    static TextExpression<@Nullable String> text(JsonColumn<?> column, Parameter path, String label) {
        return new JsonPath(column, path, label);
    }

    @Override
    public SqlType<?> type() {
        return SqlTypes.TEXT;
    }

    @Override
    public boolean isNullable() {
        return true;
    }

    @Override
    public void writeTo(SqlWriter out) {
        out.append("(").part(column).append(" #>> ").parameter(path).append(")");
    }
}
