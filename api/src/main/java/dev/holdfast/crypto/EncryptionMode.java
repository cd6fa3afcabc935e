package dev.holdfast.crypto;

/** What is read from and written to encrypted columns. */
public enum EncryptionMode {
    /** Ciphertext only is written and read; clear text is an error. */
    STRICT,
    /** Clear text left by {@code encryptExistingColumn} is read too, and counted; written is ciphertext. */
    MIGRATING,
    /** Ciphertext is read; nothing is encrypted, and no data key is made. Searching works. */
    READ_ONLY
}
