package dev.holdfast.jdbi.internal.crypto.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.HmacPrfParameters;
import com.google.crypto.tink.prf.PrfSet;
import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.IndexFunction;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.jdbi.DataAlgorithm;
import java.security.GeneralSecurityException;
import java.util.Set;

/** Data keys as keysets of one key, without Tink's prefix: a cell has a header of its own. */
public final class TinkDataKeys {

    private TinkDataKeys() {}

    public static KeysetHandle generate(KeyPurpose purpose, DataAlgorithm algorithm) throws GeneralSecurityException {
        return KeysetHandle.generateNew(
                purpose == KeyPurpose.INDEX ? index() : data(algorithm), RegistryConfiguration.get());
    }

    public static DataCipher cipher(KeysetHandle dataKey) throws GeneralSecurityException {
        check(dataKey, KeyPurpose.DATA, Set.of(data(DataAlgorithm.AES_256_GCM), data(DataAlgorithm.XAES_256_GCM)));
        return new TinkCipher(dataKey.getPrimitive(RegistryConfiguration.get(), Aead.class));
    }

    public static IndexFunction indexFunction(KeysetHandle dataKey) throws GeneralSecurityException {
        check(dataKey, KeyPurpose.INDEX, Set.of(index()));
        return new TinkIndex(dataKey.getPrimitive(RegistryConfiguration.get(), PrfSet.class));
    }

    private static void check(KeysetHandle dataKey, KeyPurpose purpose, Set<Parameters> allowed)
            throws GeneralSecurityException {
        if (dataKey.size() != 1 || !allowed.contains(parameters(dataKey))) {
            throw new GeneralSecurityException("The data key was unwrapped, but isn't one of purpose " + purpose);
        }
    }

    private static Parameters parameters(KeysetHandle dataKey) throws GeneralSecurityException {
        try {
            return dataKey.getPrimary().getKey().getParameters();
        } catch (IllegalStateException e) {
            throw new GeneralSecurityException("The data key was unwrapped, but this version of Tink can't read it", e);
        }
    }

    private static Parameters data(DataAlgorithm algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case AES_256_GCM ->
                AesGcmParameters.builder()
                        .setKeySizeBytes(32)
                        .setIvSizeBytes(12)
                        .setTagSizeBytes(16)
                        .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                        .build();
            case XAES_256_GCM -> PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE_NO_PREFIX;
        };
    }

    private static Parameters index() throws GeneralSecurityException {
        return HmacPrfParameters.builder()
                .setKeySizeBytes(32)
                .setHashType(HmacPrfParameters.HashType.SHA256)
                .build();
    }
}
