package dev.holdfast.audit;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.internal.ValueType;
import dev.holdfast.table.EncryptedColumn;
import java.util.List;

/** Makes Java's values of recorded texts. Thread-safe. */
public interface RecordedValues {

    /**
     * A value.
     *
     * @param text as PostgreSQL writes it with ISO dates, in UTC
     * @throws dev.holdfast.error.MappingException where the type can't say it; it needn't name the column
     */
    Object read(ValueType type, String text);

    /**
     * An encrypted value, decrypted by keys that were looked up when the entry was read.
     *
     * @param text of the {@code bytea}
     * @param tenant the row's tenant as text, empty for none
     * @param rowKey the primary key's values as text, empty where the column isn't bound to its row
     */
    Decrypted<?> open(EncryptedColumn<?> column, String text, String tenant, List<String> rowKey);
}
