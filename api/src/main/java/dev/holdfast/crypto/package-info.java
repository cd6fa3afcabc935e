/**
 * Encrypted columns as the application sees them: keyrings, data keys, the result of decrypting a value, and how text is
 * normalised for searching. The keyring does the cryptography.
 */
@NullMarked
package dev.holdfast.crypto;

import org.jspecify.annotations.NullMarked;
