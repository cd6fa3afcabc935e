package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.WrappedKey;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code holdfast.data_keys}.
 *
 * @param settled false where it may have been written by the transaction that read it, and so be rolled back
 */
public record KeyRow(
        long id,
        String tenant,
        String subject,
        String purpose,
        String state,
        byte @Nullable [] wrapped,
        String wrappingKey,
        boolean settled) {

    static final String DATA = "data";

    KeyState keyState() {
        return KeyState.valueOf(state.toUpperCase(Locale.ROOT));
    }

    Owner owner() {
        return new Owner(tenant, subject, purpose);
    }

    WrappedKey wrappedKey() {
        return new WrappedKey(wrappingKey, Objects.requireNonNull(wrapped, "a key that isn't destroyed"));
    }

    /** What the wrapped key is bound to. */
    byte[] context() {
        return context(id, owner());
    }

    static byte[] context(long id, Owner owner) {
        return new LengthPrefixed(96)
                .add("holdfast data key 1")
                .add(ByteBuffer.allocate(Long.BYTES).putLong(id).array())
                .add(owner.tenant())
                .add(owner.subject())
                .add(owner.purpose())
                .toBytes();
    }

    @Override
    public String toString() {
        return "KeyRow[" + id + ", " + state + "]";
    }
}
