package dev.holdfast.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of an encrypted column as it was read, before it is decrypted.
 *
 * @param type what it is
 * @param bytes the ciphertext with its header; not copied
 * @param tenant the row's tenant as text, empty where there is none
 * @param subject the row's subject as text, empty where there is none; null where it isn't known: then it is the key's, as far as
 *     the ciphertext agrees
 * @param rowKey the primary key's values as text
 */
public record SealedCell(
        EncryptedCell type,
        byte[] bytes,
        String tenant,
        @Nullable String subject,
        List<String> rowKey) {

    @Override
    public String toString() {
        return "SealedCell[" + type.table() + "." + type.column() + "]";
    }
}
