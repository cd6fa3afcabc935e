package dev.holdfast.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way into an encrypted column, with what its ciphertext is bound to. It is encrypted when it is bound.
 * Its {@link #toString()} never shows the value.
 *
 * @param value as the plain type's codec takes it
 * @param tenant the row's tenant as text; empty where the table has none; null for the session's
 * @param subject the person whose key encrypts it, as text; empty for the tenant's own key
 * @param rowKey the primary key's values as text, without the tenant; empty where the column isn't bound to its row
 */
public record CellInput(Object value, @Nullable String tenant, String subject, List<String> rowKey) {

    public CellInput {
        rowKey = List.copyOf(rowKey);
    }

    @Override
    public String toString() {
        return "CellInput[***]";
    }
}
