/**
 * Values encrypted and decrypted, written, found by a blind index, and encrypted anew.
 */
@NullMarked
package dev.holdfast.benchmarks.crypto;

import org.jspecify.annotations.NullMarked;
