package dev.holdfast.crypto;

/** What a data key is for; one is never used for the other. */
public enum KeyPurpose {
    /** Encrypts and decrypts values. */
    DATA,
    /** The key computes the hashes of a blind index. */
    INDEX
}
