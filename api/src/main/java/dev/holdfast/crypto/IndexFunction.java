package dev.holdfast.crypto;

import java.security.GeneralSecurityException;

/** A keyed pseudo-random function for blind indexes, by one data key. Thread-safe and deterministic. */
public interface IndexFunction {

    /**
     * Computes.
     *
     * @param input not kept
     * @param length of the result in bytes: 1 to 32
     */
    byte[] compute(byte[] input, int length) throws GeneralSecurityException;
}
