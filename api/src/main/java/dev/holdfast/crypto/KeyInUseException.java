package dev.holdfast.crypto;

import dev.holdfast.error.HoldfastException;

/** A data key can't be retired, since values are still encrypted by it, or new ones would be. */
public final class KeyInUseException extends HoldfastException {

    private final long keyId;
    private final long uses;

    public KeyInUseException(long keyId, long uses, String message) {
        super(message);
        this.keyId = keyId;
        this.uses = uses;
    }

    public long keyId() {
        return keyId;
    }

    /** How many values were found under it. */
    public long uses() {
        return uses;
    }
}
