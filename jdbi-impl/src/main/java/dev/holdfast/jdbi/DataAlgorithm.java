package dev.holdfast.jdbi;

/** How new data keys of a {@link TinkKeyring} encrypt. Existing ones stay as they were made, and both kinds are read. */
public enum DataAlgorithm {
    /**
     * AES-256-GCM with a random nonce of 96 bits: fast, and 28 bytes longer than what it encrypts. One key is good for
     * 2^32 values.
     */
    AES_256_GCM,
    /**
     * XAES-256-GCM with a random nonce of 192 bits, for keys that encrypt more values than that. It derives a key for
     * each value, so small values take longer; 40 bytes longer than what it encrypts.
     */
    XAES_256_GCM
}
