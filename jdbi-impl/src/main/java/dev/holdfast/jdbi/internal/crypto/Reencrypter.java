package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.query.Reencryption;

/** Goes through a table and encrypts its values anew. */
public final class Reencrypter {

    public Reencrypter(JdbiScope scope, Ciphers ciphers, Reencryption reencryption) {}

    public ReencryptionReport run() {
        throw new UnsupportedOperationException();
    }
}
