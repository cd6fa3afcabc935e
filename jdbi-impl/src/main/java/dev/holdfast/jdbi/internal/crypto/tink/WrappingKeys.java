package dev.holdfast.jdbi.internal.crypto.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.WrappedKey;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a keyring, each with a primitive of its own: a data key is unwrapped by the key that its row names, and by
 * no other. Immutable, thread-safe.
 */
public final class WrappingKeys {

    /** What {@link dev.holdfast.crypto.Keyring#primaryKeyId()} promises. */
    private static final int LONGEST_ID = 500;

    private final String primaryId;
    private final Map<String, Aead> byId;
    /** The primary key and those that came with it; null where the primary key lies in a KMS. */
    private final @Nullable KeysetHandle keyset;

    private WrappingKeys(String primaryId, Map<String, Aead> byId, @Nullable KeysetHandle keyset) {
        this.primaryId = primaryId;
        this.byId = byId;
        this.keyset = keyset;
    }

    /** One new key, AES-256-GCM. */
    public static WrappingKeys generate() {
        try {
            return ofKeyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()));
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("A new key of the keyring can't be made: " + e.getMessage(), e);
        }
    }

    public static WrappingKeys ofKeyset(KeysetHandle keyset) {
        try {
            Map<String, Aead> byId = new LinkedHashMap<>();
            for (int i = 0; i < keyset.size(); i++) {
                KeysetHandle.Entry entry = keyset.getAt(i);
                if (entry.getStatus() == KeyStatus.ENABLED) {
                    byId.put(idOf(entry), alone(entry));
                }
            }
            return new WrappingKeys(idOf(keyset.getPrimary()), byId, keyset);
        } catch (GeneralSecurityException | IllegalStateException e) {
            throw new EncryptionException(
                    "The keyset can't be a keyring, whose enabled keys must all be of kinds that Tink registers as AEAD,"
                            + " like AES256_GCM: " + e.getMessage(),
                    e);
        }
    }

    public static WrappingKeys ofKms(String keyUri, KmsClient client) {
        if (keyUri.isBlank() || keyUri.length() > LONGEST_ID) {
            throw new EncryptionException("The URI of a KMS key is its id, and has 1 to " + LONGEST_ID
                    + " characters, not " + keyUri.length() + ": give the key a shorter name or alias");
        }
        if (!client.doesSupport(keyUri)) {
            throw new EncryptionException("The KMS client " + client.getClass().getName() + " doesn't serve the key "
                    + keyUri + ": give the client of that service");
        }
        try {
            return new WrappingKeys(keyUri, Map.of(keyUri, client.getAead(keyUri)), null);
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("The KMS doesn't give the key " + keyUri + ": " + e.getMessage(), e);
        }
    }

    public WrappingKeys alsoUnwrapping(WrappingKeys older) {
        Map<String, Aead> all = new LinkedHashMap<>(byId);
        older.byId.forEach((id, aead) -> {
            if (all.put(id, aead) != null) {
                throw new EncryptionException("Both keyrings have a key " + id + ", so which one is meant can't be"
                        + " told: give the older keyring without it");
            }
        });
        return new WrappingKeys(primaryId, all, keyset);
    }

    public WrappingKeys withNewPrimary() {
        try {
            WrappingKeys own = ofKeyset(KeysetHandle.newBuilder(keyset())
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withRandomId()
                            .makePrimary())
                    .build());
            Map<String, Aead> all = new LinkedHashMap<>(own.byId);
            byId.forEach(all::putIfAbsent);
            return new WrappingKeys(own.primaryId, all, own.keyset);
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("A new key of the keyring can't be made: " + e.getMessage(), e);
        }
    }

    public WrappingKeys withoutKey(String id) {
        if (id.equals(primaryId)) {
            throw new EncryptionException("Key " + id + " is the primary key: promote another before removing it");
        }
        if (!byId.containsKey(id)) {
            throw new EncryptionException("The keyring has no key " + id + ", only " + byId.keySet());
        }
        Map<String, Aead> rest = new LinkedHashMap<>(byId);
        rest.remove(id);
        return new WrappingKeys(primaryId, rest, keyset == null ? null : without(keyset, id));
    }

    public String primaryId() {
        return primaryId;
    }

    public Set<String> ids() {
        return Collections.unmodifiableSet(byId.keySet());
    }

    /** The primary key and those that came with it. */
    public KeysetHandle keyset() {
        if (keyset == null) {
            throw new EncryptionException("The primary key " + primaryId + " lies in a KMS: its keys are made and kept"
                    + " there. Make the new one there, and give the present keyring to alsoUnwrapping");
        }
        return keyset;
    }

    public WrappedKey wrap(KeysetHandle dataKey, byte[] context) throws GeneralSecurityException {
        Aead aead = aead(primaryId);
        try {
            return new WrappedKey(
                    primaryId,
                    TinkProtoKeysetFormat.serializeEncryptedKeyset(
                            dataKey, aead, context, RegistryConfiguration.get()));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw failed(primaryId, "wrap", e);
        }
    }

    public KeysetHandle unwrap(WrappedKey key, byte[] context) throws GeneralSecurityException {
        Aead aead = aead(key.keyringKeyId());
        try {
            return TinkProtoKeysetFormat.parseEncryptedKeyset(key.bytes(), aead, context, RegistryConfiguration.get());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw failed(key.keyringKeyId(), "unwrap", e);
        }
    }

    /** The client of a KMS may throw what it likes. */
    private static GeneralSecurityException failed(String id, String doing, Exception cause) {
        return new GeneralSecurityException(
                "Key " + id + " of the keyring can't " + doing + " the data key: " + cause.getMessage(), cause);
    }

    private Aead aead(String id) throws GeneralSecurityException {
        Aead aead = byId.get(id);
        if (aead == null) {
            throw new GeneralSecurityException("The data key was wrapped by key " + id + ", which the keyring hasn't:"
                    + " it has " + byId.keySet());
        }
        return aead;
    }

    private static KeysetHandle without(KeysetHandle keyset, String id) {
        KeysetHandle.Builder rest = KeysetHandle.newBuilder(keyset);
        for (int i = keyset.size() - 1; i >= 0; i--) {
            if (idOf(keyset.getAt(i)).equals(id)) {
                rest.deleteAt(i);
            }
        }
        try {
            return rest.build();
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("Key " + id + " can't be removed: " + e.getMessage(), e);
        }
    }

    private static String idOf(KeysetHandle.Entry entry) {
        return Integer.toUnsignedString(entry.getId());
    }

    /** A primitive of the whole keyset would try every key. */
    private static Aead alone(KeysetHandle.Entry entry) throws GeneralSecurityException {
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(entry.getKey())
                        .withFixedId(entry.getId())
                        .makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }
}
