package dev.holdfast.crypto;

import java.security.GeneralSecurityException;

/**
 * Authenticated encryption with associated data, by one data key. Thread-safe. Encrypting twice gives two different
 * ciphertexts.
 */
public interface DataCipher {

    /**
     * Encrypts.
     *
     * @param plaintext not kept; may be empty
     * @param associatedData what the ciphertext is bound to, and isn't in it
     */
    byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException;

    /**
     * Decrypts.
     *
     * @throws GeneralSecurityException where the ciphertext or the associated data isn't what was encrypted, or the key
     *     is another; its message tells nothing of the content
     */
    byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException;
}
