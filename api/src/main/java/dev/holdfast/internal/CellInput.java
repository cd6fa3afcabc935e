package dev.holdfast.internal;

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

    private static final int MAX_SUBJECT = 200;

    public CellInput {
        rowKey = List.copyOf(rowKey);
    }

    /**
     * A person's id as a subject.
     *
     * @param column the column it is in, for the error
     * @throws dev.holdfast.error.InvalidValueException where it is blank, so long that nobody could be shredded by it, or
     *     no {@link Gate#text}
     */
    public static String subject(String id, String column) {
        return Gate.name(column, id, MAX_SUBJECT, "give the id of the person by whose key the value is encrypted");
    }

    @Override
    public String toString() {
        return "CellInput[***]";
    }
}
