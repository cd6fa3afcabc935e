package dev.holdfast.jdbi.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A key management service without a network. It counts what it is asked, and can be away. */
final class TinkMemoryKms implements KmsClient {

    private final Map<String, Aead> keys = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile @Nullable Exception failure;

    int calls() {
        return calls.get();
    }

    void fail(Exception with) {
        failure = with;
    }

    @Override
    public boolean doesSupport(String keyUri) {
        return keyUri.startsWith("memory-kms://");
    }

    @Override
    public KmsClient withCredentials(String credentialPath) {
        return this;
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String keyUri) throws GeneralSecurityException {
        if (!keyUri.startsWith("memory-kms://keys/")) {
            throw new GeneralSecurityException("no such key");
        }
        if (!keys.containsKey(keyUri)) {
            keys.put(
                    keyUri,
                    KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
                            .getPrimitive(RegistryConfiguration.get(), Aead.class));
        }
        return new Remote(keys.get(keyUri));
    }

    private final class Remote implements Aead {

        private final Aead key;

        Remote(Aead key) {
            this.key = key;
        }

        @Override
        public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
            asked();
            return key.encrypt(plaintext, associatedData);
        }

        @Override
        public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
            asked();
            return key.decrypt(ciphertext, associatedData);
        }

        private void asked() throws GeneralSecurityException {
            calls.incrementAndGet();
            Exception with = failure;
            if (with instanceof GeneralSecurityException checked) {
                throw checked;
            }
            if (with instanceof RuntimeException unchecked) {
                throw unchecked;
            }
        }
    }
}
