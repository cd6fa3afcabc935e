package dev.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.util.Set;

/**
 * The keys that protect the data keys, and the cryptography done with either. Its keys never reach the database: what
 * is stored there are data keys wrapped by it. An implementation is thread-safe, and may ask a remote key management
 * service; Holdfast keeps what {@link #cipher} and {@link #indexFunction} return for a bounded time.
 *
 * <p>The context is bytes that name what a data key belongs to; a key wrapped with one context can't be opened with
 * another, so that wrapped keys can't be exchanged in their table.
 */
public interface Keyring {

    /** The id of the key that wraps new data keys: not blank, at most 500 characters, not secret. */
    String primaryKeyId();

    /** The ids of all keys that can unwrap. */
    Set<String> keyIds();

    /**
     * How many values one of its new data keys may encrypt: 2^32, the limit of AES-GCM with random nonces, unless an
     * implementation knows better. The doctor warns from half of it on.
     */
    default long valuesPerDataKey() {
        return 1L << 32;
    }

    /**
     * Makes a new random data key and wraps it by the primary key.
     *
     * @throws GeneralSecurityException where the key can't be made or wrapped
     */
    WrappedKey create(KeyPurpose purpose, byte[] context) throws GeneralSecurityException;

    /**
     * The same data key, wrapped by the primary key.
     *
     * @throws GeneralSecurityException where it can't be unwrapped or wrapped
     */
    WrappedKey rewrap(WrappedKey key, byte[] context) throws GeneralSecurityException;

    /**
     * Opens a data key of {@link KeyPurpose#DATA}.
     *
     * @throws GeneralSecurityException where it can't be unwrapped: its keyring key isn't here, or key or context were
     *     altered
     */
    DataCipher cipher(WrappedKey key, byte[] context) throws GeneralSecurityException;

    /**
     * Opens a data key of {@link KeyPurpose#INDEX}.
     *
     * @throws GeneralSecurityException where it can't be unwrapped
     */
    IndexFunction indexFunction(WrappedKey key, byte[] context) throws GeneralSecurityException;
}
