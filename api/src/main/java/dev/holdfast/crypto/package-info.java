/**
 * Encryption as the application sees it: keyrings, what a value that was read turned out to be, how searched text is
 * normalised. The cryptography itself is a keyring's.
 */
@NullMarked
package dev.holdfast.crypto;

import org.jspecify.annotations.NullMarked;
