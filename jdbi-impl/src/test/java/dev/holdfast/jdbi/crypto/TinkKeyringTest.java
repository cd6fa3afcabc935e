package dev.holdfast.jdbi.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.WrappedKey;
import dev.holdfast.jdbi.DataAlgorithm;
import dev.holdfast.jdbi.TinkKeyring;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TinkKeyringTest {

    private static final byte[] CONTEXT = "key 1 of tenant 1".getBytes(UTF_8);
    private static final byte[] OTHER_CONTEXT = "key 2 of tenant 1".getBytes(UTF_8);
    private static final byte[] BOUND_TO = "row 1".getBytes(UTF_8);
    private static final byte[] SECRET = "a secret".getBytes(UTF_8);

    private final TinkKeyring keyring = TinkKeyring.generate();

    @ParameterizedTest
    @EnumSource
    void whatIsEncryptedCanBeDecryptedAndIsLongerByTheNonceAndTheTag(DataAlgorithm algorithm) throws Exception {
        WrappedKey key = keyring.withDataKeys(algorithm).create(KeyPurpose.DATA, CONTEXT);
        int more = algorithm == DataAlgorithm.AES_256_GCM ? 12 + 16 : 24 + 16;

        // The keyring opens either kind, whichever it makes.
        DataCipher cipher = keyring.cipher(key, CONTEXT);
        for (int size : new int[] {0, 1, 32, 2048, 1 << 20}) {
            byte[] plain = new byte[size];
            byte[] encrypted = cipher.encrypt(plain, BOUND_TO);
            assertThat(encrypted).hasSize(size + more);
            assertThat(keyring.cipher(key, CONTEXT).decrypt(encrypted, BOUND_TO))
                    .isEqualTo(plain);
            assertThat(cipher.encrypt(plain, BOUND_TO)).isNotEqualTo(encrypted);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyAndOtherAssociatedDataDecryptNothing(DataAlgorithm algorithm) throws Exception {
        TinkKeyring some = keyring.withDataKeys(algorithm);
        DataCipher cipher = some.cipher(some.create(KeyPurpose.DATA, CONTEXT), CONTEXT);
        DataCipher another = some.cipher(some.create(KeyPurpose.DATA, CONTEXT), CONTEXT);
        byte[] encrypted = cipher.encrypt(SECRET, BOUND_TO);

        refused(() -> another.decrypt(encrypted, BOUND_TO));
        refused(() -> cipher.decrypt(encrypted, "row 2".getBytes(UTF_8)));
        refused(() -> cipher.decrypt(encrypted, new byte[0]));
        for (int i = 0; i < encrypted.length; i++) {
            byte[] altered = encrypted.clone();
            altered[i] ^= 1;
            refused(() -> cipher.decrypt(altered, BOUND_TO));
            byte[] cut = Arrays.copyOf(encrypted, i);
            refused(() -> cipher.decrypt(cut, BOUND_TO));
        }
    }

    @Test
    void anIndexIsDeterministicAndOfTheLengthAskedFor() throws Exception {
        WrappedKey key = keyring.create(KeyPurpose.INDEX, CONTEXT);
        WrappedKey another = keyring.create(KeyPurpose.INDEX, CONTEXT);
        byte[] whole = keyring.indexFunction(key, CONTEXT).compute(SECRET, 32);

        assertThat(whole).hasSize(32);
        assertThat(keyring.indexFunction(key, CONTEXT).compute(SECRET, 32)).isEqualTo(whole);
        assertThat(keyring.indexFunction(key, CONTEXT).compute(SECRET, 1)).containsExactly(whole[0]);
        assertThat(keyring.indexFunction(another, CONTEXT).compute(SECRET, 32)).isNotEqualTo(whole);
        assertThat(keyring.indexFunction(key, CONTEXT).compute(BOUND_TO, 32)).isNotEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 33})
    void anIndexHasOneTo32Bytes(int length) throws Exception {
        WrappedKey key = keyring.create(KeyPurpose.INDEX, CONTEXT);

        assertThatThrownBy(() -> keyring.indexFunction(key, CONTEXT).compute(SECRET, length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not " + length);
    }

    @Test
    void aKeyOpensInItsContextOnly() throws Exception {
        WrappedKey data = keyring.create(KeyPurpose.DATA, CONTEXT);
        WrappedKey index = keyring.create(KeyPurpose.INDEX, CONTEXT);

        refused(() -> keyring.cipher(data, OTHER_CONTEXT));
        refused(() -> keyring.cipher(data, new byte[0]));
        refused(() -> keyring.indexFunction(index, OTHER_CONTEXT));
        refused(() -> keyring.rewrap(data, OTHER_CONTEXT));
    }

    @ParameterizedTest
    @EnumSource
    void aKeyOfOnePurposeIsNotOneOfTheOther(DataAlgorithm algorithm) throws Exception {
        WrappedKey data = keyring.withDataKeys(algorithm).create(KeyPurpose.DATA, CONTEXT);
        WrappedKey index = keyring.create(KeyPurpose.INDEX, CONTEXT);

        assertThatThrownBy(() -> keyring.indexFunction(data, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("isn't one of purpose INDEX");
        assertThatThrownBy(() -> keyring.cipher(index, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("isn't one of purpose DATA");
    }

    @Test
    void aWrappedKeyThatWasAlteredOrCutDoesNotOpen() throws Exception {
        WrappedKey key = keyring.create(KeyPurpose.DATA, CONTEXT);
        byte[] bytes = key.bytes();
        for (int i = 0; i < bytes.length * 8; i++) {
            byte[] altered = bytes.clone();
            altered[i / 8] ^= (byte) (1 << (i % 8));
            refused(() -> keyring.cipher(new WrappedKey(key.keyringKeyId(), altered), CONTEXT));
        }
        for (int i = 0; i < bytes.length; i++) {
            byte[] cut = Arrays.copyOf(bytes, i);
            refused(() -> keyring.cipher(new WrappedKey(key.keyringKeyId(), cut), CONTEXT));
        }
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("-Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            refused(() -> keyring.cipher(new WrappedKey(key.keyringKeyId(), noise), CONTEXT));
        }
    }

    @Test
    void theIdIsThatOfTheKeyset() throws Exception {
        KeysetHandle keyset = KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withFixedId(0xfffffffe)
                        .makePrimary())
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.CHACHA20_POLY1305)
                        .withFixedId(7))
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES128_GCM)
                        .withFixedId(8)
                        .setStatus(KeyStatus.DISABLED))
                .build();
        TinkKeyring two = TinkKeyring.ofKeyset(keyset);

        assertThat(two.primaryKeyId()).isEqualTo("4294967294");
        assertThat(two.keyIds()).containsExactlyInAnyOrder("4294967294", "7");
        assertThat(two.create(KeyPurpose.DATA, CONTEXT).keyringKeyId()).isEqualTo("4294967294");
        assertThat(two).hasToString("TinkKeyring[primary 4294967294, keys [4294967294, 7]]");
        assertThatThrownBy(() -> two.keyIds().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("EN-6 a data key is unwrapped by the key that its row names, and by no other of the keyring")
    void noFallback() throws Exception {
        TinkKeyring two = keyring.withNewPrimary();
        WrappedKey key = two.create(KeyPurpose.DATA, CONTEXT);

        refused(() -> two.cipher(new WrappedKey(keyring.primaryKeyId(), key.bytes()), CONTEXT));
        assertThatThrownBy(() -> two.cipher(new WrappedKey("12", key.bytes()), CONTEXT))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("key 12, which the keyring hasn't")
                .hasMessageContaining(two.primaryKeyId());
    }

    @Test
    void rotation() throws Exception {
        WrappedKey before = keyring.create(KeyPurpose.DATA, CONTEXT);
        byte[] encrypted = keyring.cipher(before, CONTEXT).encrypt(SECRET, BOUND_TO);
        TinkKeyring promoted = keyring.withNewPrimary();

        assertThat(keyring.keyIds()).as("immutable").hasSize(1);
        assertThat(promoted.keyIds()).contains(keyring.primaryKeyId(), promoted.primaryKeyId());
        assertThat(promoted.primaryKeyId()).isNotEqualTo(keyring.primaryKeyId());
        assertThat(promoted.cipher(before, CONTEXT).decrypt(encrypted, BOUND_TO))
                .isEqualTo(SECRET);

        WrappedKey after = promoted.rewrap(before, CONTEXT);
        assertThat(after.keyringKeyId()).isEqualTo(promoted.primaryKeyId());
        TinkKeyring rotated = promoted.withoutKey(keyring.primaryKeyId());
        assertThat(rotated.keyIds()).containsExactly(promoted.primaryKeyId());
        assertThat(rotated.cipher(after, CONTEXT).decrypt(encrypted, BOUND_TO)).isEqualTo(SECRET);
        assertThatThrownBy(() -> rotated.cipher(before, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("key " + keyring.primaryKeyId() + ", which the keyring hasn't");
    }

    @Test
    void theKindOfDataKeysOutlivesARotation() throws Exception {
        TinkKeyring xaes = keyring.withDataKeys(DataAlgorithm.XAES_256_GCM)
                .withNewPrimary()
                .withoutKey(keyring.primaryKeyId())
                .alsoUnwrapping(keyring);
        WrappedKey key = xaes.create(KeyPurpose.DATA, CONTEXT);

        assertThat(xaes.cipher(key, CONTEXT).encrypt(new byte[0], BOUND_TO)).hasSize(24 + 16);
    }

    @Test
    void thePrimaryKeyAndAnUnknownOneCannotBeRemoved() {
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> keyring.withoutKey(keyring.primaryKeyId()))
                .withMessageContaining("promote another");
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> keyring.withoutKey("12"))
                .withMessageContaining("no key 12, only [" + keyring.primaryKeyId() + "]");
    }

    @Test
    void anOlderKeyringUnwrapsOnly() throws Exception {
        WrappedKey old = keyring.create(KeyPurpose.INDEX, CONTEXT);
        byte[] index = keyring.indexFunction(old, CONTEXT).compute(SECRET, 32);
        TinkKeyring both = TinkKeyring.generate().alsoUnwrapping(keyring);

        assertThat(both.primaryKeyId()).isNotEqualTo(keyring.primaryKeyId());
        assertThat(both.indexFunction(old, CONTEXT).compute(SECRET, 32)).isEqualTo(index);
        WrappedKey rewrapped = both.rewrap(old, CONTEXT);
        assertThat(rewrapped.keyringKeyId()).isEqualTo(both.primaryKeyId());
        TinkKeyring next = both.withNewPrimary();
        assertThat(next.indexFunction(old, CONTEXT).compute(SECRET, 32)).isEqualTo(index);
        assertThat(next.withoutKey(keyring.primaryKeyId()).keyIds())
                .containsExactlyInAnyOrder(both.primaryKeyId(), next.primaryKeyId());
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> keyring.withNewPrimary().alsoUnwrapping(keyring))
                .withMessageContaining("Both keyrings have a key " + keyring.primaryKeyId());
    }

    @Test
    void aKeysetOfAnotherKindIsRefused() throws Exception {
        KeysetHandle prf = KeysetHandle.generateNew(PredefinedPrfParameters.HKDF_SHA256, RegistryConfiguration.get());

        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofKeyset(prf))
                .withMessageContaining("must all be of kinds that Tink registers as AEAD");
    }

    @Test
    @DisplayName("EN-15 a keyring and its ciphers print no key")
    void printsNoKey() throws Exception {
        WrappedKey data = keyring.create(KeyPurpose.DATA, CONTEXT);
        WrappedKey index = keyring.create(KeyPurpose.INDEX, CONTEXT);

        assertThat(keyring)
                .hasToString("TinkKeyring[primary " + keyring.primaryKeyId() + ", keys " + "[" + keyring.primaryKeyId()
                        + "]]");
        assertThat(keyring.cipher(data, CONTEXT)).hasToString("TinkCipher[***]");
        assertThat(keyring.indexFunction(index, CONTEXT)).hasToString("TinkIndex[***]");
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageNotContainingAny("a secret", "row 1");
    }
}
