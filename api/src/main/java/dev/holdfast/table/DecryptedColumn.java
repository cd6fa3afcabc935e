package dev.holdfast.table;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.expression.Selectable;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlWriter;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted column, read as what its values turned out to be.
 *
 * @param column the column
 */
public record DecryptedColumn<T extends @Nullable Object>(EncryptedColumn<T> column)
        implements Selectable<Decrypted<T>> {

    @Override
    public SqlType<?> type() {
        return column.type();
    }

    @Override
    public String label() {
        return column.label();
    }

    @Override
    public boolean isNullable() {
        return column.isNullable();
    }

    @Override
    public void writeTo(SqlWriter out) {
        column.writeTo(out);
    }
}
