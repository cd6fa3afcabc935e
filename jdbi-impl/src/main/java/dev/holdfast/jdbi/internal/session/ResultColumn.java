package dev.holdfast.jdbi.internal.session;

import dev.holdfast.expression.Selectable;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlWriter;

/** A column of a fixed statement's result. */
public record ResultColumn<T>(String label, SqlType<T> type) implements Selectable<T> {

    @Override
    public boolean isNullable() {
        return true;
    }

    @Override
    public void writeTo(SqlWriter out) {
        out.append(label);
    }
}
