package dev.holdfast.expression;

import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlWriter;
import org.jspecify.annotations.Nullable;

/** Any computed expression. It has every operator; what is handed out is typed as the kind that it really is. */
record Fragment<T extends @Nullable Object>(SqlPart body, SqlType<?> type, String label, boolean isNullable)
        implements TextExpression<T> {

    static <T extends @Nullable Object> Fragment<T> relabelled(Selectable<T> part, String label) {
        return new Fragment<>(Condition.operand(part), part.type(), label, part.isNullable());
    }

    @Override
    public void writeTo(SqlWriter out) {
        body.writeTo(out);
    }
}
