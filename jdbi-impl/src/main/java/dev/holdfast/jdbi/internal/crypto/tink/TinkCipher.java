package dev.holdfast.jdbi.internal.crypto.tink;

import com.google.crypto.tink.Aead;
import dev.holdfast.crypto.DataCipher;
import java.security.GeneralSecurityException;

/** The hot path: nothing but a call of Tink, whose primitives are thread-safe. */
final class TinkCipher implements DataCipher {

    private final Aead aead;

    TinkCipher(Aead aead) {
        this.aead = aead;
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
        return aead.encrypt(plaintext, associatedData);
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
        return aead.decrypt(ciphertext, associatedData);
    }

    @Override
    public String toString() {
        return "TinkCipher[***]";
    }
}
