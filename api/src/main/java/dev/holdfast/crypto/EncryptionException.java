package dev.holdfast.crypto;

import dev.holdfast.error.HoldfastException;

/** Something can't be encrypted, or encryption isn't set up for it. Holds no value and no key. */
public final class EncryptionException extends HoldfastException {

    public EncryptionException(String message) {
        super(message);
    }

    public EncryptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
