package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.IndexFunction;
import dev.holdfast.crypto.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * A data key as it is used. Immutable and thread-safe.
 *
 * @param tenant whose it is, as text; empty for tables of no tenant
 * @param subject whose it is within the tenant, as text; empty for the tenant's own
 * @param cipher null where the key is destroyed, can't be opened, or is an index's
 * @param index null where the key is destroyed, can't be opened, or encrypts
 */
record OpenKey(
        long id,
        String tenant,
        String subject,
        KeyState state,
        @Nullable DataCipher cipher,
        @Nullable IndexFunction index) {

    boolean isOpen() {
        return cipher != null || index != null;
    }

    /** Whether it isn't destroyed, and the keyring couldn't open it. */
    boolean isClosed() {
        return !isOpen() && (state == KeyState.ACTIVE || state == KeyState.SUPERSEDED);
    }

    @Override
    public String toString() {
        return "OpenKey[" + id + ", " + state + "]";
    }
}
