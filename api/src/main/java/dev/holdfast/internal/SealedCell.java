package dev.holdfast.internal;

import java.util.List;

/**
 * A value of an encrypted column as it was read, before it is decrypted.
 *
 * @param type what it is
 * @param bytes the ciphertext with its header; not copied
 * @param tenant the row's tenant as text, empty where there is none
 * @param subject the row's subject as text, empty where there is none
 * @param rowKey the primary key's values as text
 */
public record SealedCell(EncryptedCell type, byte[] bytes, String tenant, String subject, List<String> rowKey) {

    @Override
    public String toString() {
        return "SealedCell[" + type.table() + "." + type.column() + "]";
    }
}
