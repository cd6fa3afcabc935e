package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.crypto.DataKeys;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.jdbi.JdbiScope;
import java.util.List;

/** The data keys of a scope's tenant. */
public final class KeyManagement implements DataKeys {

    public KeyManagement(JdbiScope scope, Ciphers ciphers, List<PersonalDataStore> stores) {}

    public static long shredTenant(JdbiScope scope, Ciphers ciphers, Object tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<KeyInfo> list() {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyInfo promote() {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyInfo promote(Object subject) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int rewrap() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long uses(long keyId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void retire(long keyId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long shredSubject(Object subject) {
        throw new UnsupportedOperationException();
    }
}
