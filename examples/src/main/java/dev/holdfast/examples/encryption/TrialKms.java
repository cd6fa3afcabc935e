package dev.holdfast.examples.encryption;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A key management service in memory, for an example without a cloud. Its keys are those that it is asked for. */
final class TrialKms implements KmsClient {

    private final Map<String, KeysetHandle> keys = new ConcurrentHashMap<>();

    TrialKms() throws GeneralSecurityException {
        AeadConfig.register();
    }

    @Override
    public boolean doesSupport(String keyUri) {
        return keyUri.startsWith("trial-kms://");
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
        KeysetHandle fresh = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
        KeysetHandle known = keys.putIfAbsent(keyUri, fresh);
        return (known == null ? fresh : known).getPrimitive(RegistryConfiguration.get(), Aead.class);
    }
}
