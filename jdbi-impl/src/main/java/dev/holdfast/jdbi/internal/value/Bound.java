package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.EncryptionException;
import dev.holdfast.internal.ValueType;
import dev.holdfast.jdbi.internal.crypto.Ciphers.StatementKeys;
import org.jspecify.annotations.Nullable;

/**
 * What a session adds to a statement's parameters.
 *
 * @param tenant bound where the session's tenant goes; null where there is none
 * @param keys by which values are encrypted and hashed; null where none is
 */
public record Bound(@Nullable Object tenant, @Nullable StatementKeys keys) {

    byte[] protect(ValueType type, Object value) {
        if (keys == null) {
            throw new EncryptionException("A value is to be encrypted, and this session has no keys");
        }
        return keys.protect(type, value);
    }
}
