package dev.holdfast.crypto;

import java.util.Arrays;

/**
 * A data key, encrypted by a key of a {@link Keyring}. Immutable. Nothing in it is secret without the keyring; its
 * {@link #toString()} shows the keyring's key id only.
 */
public final class WrappedKey {

    private final String keyringKeyId;
    private final byte[] bytes;

    /**
     * A wrapped key as it was stored.
     *
     * @param keyringKeyId the id of the keyring's key that wrapped it
     * @param bytes in the keyring's own format
     */
    public WrappedKey(String keyringKeyId, byte[] bytes) {
        this.keyringKeyId = keyringKeyId;
        this.bytes = bytes.clone();
    }

    /** The id of the keyring's key that wrapped it. */
    public String keyringKeyId() {
        return keyringKeyId;
    }

    /** A copy of the bytes to store. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof WrappedKey key
                && keyringKeyId.equals(key.keyringKeyId)
                && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * keyringKeyId.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "WrappedKey[by " + keyringKeyId + "]";
    }
}
