package dev.holdfast.jdbi.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.WrappedKey;
import dev.holdfast.jdbi.TinkKeyring;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TinkKmsTest {

    private static final byte[] CONTEXT = "key 1".getBytes(UTF_8);
    private static final byte[] NOTHING = {};
    private static final String URI = "memory-kms://keys/1";
    private static final String NEXT_URI = "memory-kms://keys/2";

    private final TinkMemoryKms kms = new TinkMemoryKms();

    @Test
    void theUriIsTheId() throws Exception {
        TinkKeyring keyring = TinkKeyring.ofKms(URI, kms);
        WrappedKey key = keyring.create(KeyPurpose.DATA, CONTEXT);

        assertThat(keyring.primaryKeyId()).isEqualTo(URI);
        assertThat(keyring.keyIds()).containsExactly(URI);
        assertThat(key.keyringKeyId()).isEqualTo(URI);
        assertThatThrownBy(() -> keyring.cipher(key, NOTHING))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("Key " + URI + " of the keyring can't unwrap");
    }

    @Test
    void theServiceIsAskedOncePerDataKeyAndNotPerValue() throws Exception {
        TinkKeyring keyring = TinkKeyring.ofKms(URI, kms);
        WrappedKey key = keyring.create(KeyPurpose.DATA, CONTEXT);
        int before = kms.calls();

        DataCipher cipher = keyring.cipher(key, CONTEXT);
        for (int i = 0; i < 10; i++) {
            cipher.decrypt(cipher.encrypt(NOTHING, NOTHING), NOTHING);
        }

        assertThat(kms.calls() - before).isOne();
    }

    @Test
    void fromOneKeyToTheNext() throws Exception {
        TinkKeyring first = TinkKeyring.ofKms(URI, kms);
        WrappedKey key = first.create(KeyPurpose.DATA, CONTEXT);
        byte[] encrypted = first.cipher(key, CONTEXT).encrypt(NOTHING, NOTHING);

        TinkKeyring both = TinkKeyring.ofKms(NEXT_URI, kms).alsoUnwrapping(first);
        WrappedKey rewrapped = both.rewrap(key, CONTEXT);

        assertThat(rewrapped.keyringKeyId()).isEqualTo(NEXT_URI);
        TinkKeyring next = both.withoutKey(URI);
        assertThat(next.cipher(rewrapped, CONTEXT).decrypt(encrypted, NOTHING)).isEmpty();
        assertThatThrownBy(() -> next.cipher(key, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("key " + URI + ", which the keyring hasn't");
    }

    @Test
    void fromAKeysetToTheService() throws Exception {
        TinkKeyring file = TinkKeyring.generate();
        WrappedKey key = file.create(KeyPurpose.DATA, CONTEXT);

        TinkKeyring both = TinkKeyring.ofKms(URI, kms).alsoUnwrapping(file);

        assertThat(both.keyIds()).containsExactlyInAnyOrder(URI, file.primaryKeyId());
        assertThat(both.rewrap(key, CONTEXT).keyringKeyId()).isEqualTo(URI);
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageIsACheckedExceptionThatSaysSo(Exception outage) throws Exception {
        TinkKeyring keyring = TinkKeyring.ofKms(URI, kms);
        WrappedKey key = keyring.create(KeyPurpose.DATA, CONTEXT);
        DataCipher open = keyring.cipher(key, CONTEXT);

        kms.fail(outage);

        assertThatThrownBy(() -> keyring.cipher(key, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageEndingWith("the service is away");
        assertThatThrownBy(() -> keyring.create(KeyPurpose.DATA, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("the service is away");
        assertThat(open.encrypt(NOTHING, NOTHING)).as("what is open works on").isNotEmpty();
    }

    static List<Exception> outages() {
        return List.of(
                new GeneralSecurityException("the service is away"), new IllegalStateException("the service is away"));
    }

    @Test
    void misuseIsExplained() {
        TinkKeyring keyring = TinkKeyring.ofKms(URI, kms);

        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofKms("aws-kms://arn:1", kms))
                .withMessageContaining("doesn't serve the key aws-kms://arn:1");
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofKms("memory-kms://none", kms))
                .withMessageContaining("The KMS doesn't give the key memory-kms://none: no such key");
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofKms(URI + "/" + "x".repeat(500), kms))
                .withMessageContaining("1 to 500 characters");
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofKms(" ", kms))
                .withMessageContaining("1 to 500 characters");
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(keyring::withNewPrimary)
                .withMessageContaining(URI + " lies in a KMS");
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> keyring.saveCleartextTo(Path.of("never.json"), InsecureSecretKeyAccess.get()))
                .withMessageContaining("alsoUnwrapping");
    }
}
