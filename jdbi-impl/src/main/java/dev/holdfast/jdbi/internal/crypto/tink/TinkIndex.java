package dev.holdfast.jdbi.internal.crypto.tink;

import com.google.crypto.tink.prf.PrfSet;
import dev.holdfast.crypto.IndexFunction;
import java.security.GeneralSecurityException;

/** HMAC-SHA-256 by Tink, whose primitives are thread-safe. */
final class TinkIndex implements IndexFunction {

    private static final int MOST = 32;

    private final PrfSet prf;

    TinkIndex(PrfSet prf) {
        this.prf = prf;
    }

    @Override
    public byte[] compute(byte[] input, int length) throws GeneralSecurityException {
        if (length < 1 || length > MOST) {
            throw new IllegalArgumentException("The length of a blind index is 1 to 32 bytes, not " + length);
        }
        return prf.computePrimary(input, length);
    }

    @Override
    public String toString() {
        return "TinkIndex[***]";
    }
}
