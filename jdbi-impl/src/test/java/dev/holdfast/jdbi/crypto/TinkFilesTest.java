package dev.holdfast.jdbi.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.SecretKeyAccess;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.WrappedKey;
import dev.holdfast.jdbi.TinkKeyring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinkFilesTest {

    private static final byte[] CONTEXT = "key 1".getBytes(UTF_8);
    private static final SecretKeyAccess CLEAR = InsecureSecretKeyAccess.get();

    @TempDir
    Path folder;

    private final TinkKeyring keyring = TinkKeyring.generate();

    @Test
    void anEncryptedFileIsReadByItsKeyOnly() throws Exception {
        Path file = folder.resolve("keyset.json");
        Aead encryption = aead();
        WrappedKey key = keyring.create(KeyPurpose.DATA, CONTEXT);

        keyring.saveTo(file, encryption);

        assertThat(file).content().contains("encryptedKeyset").doesNotContain("AesGcmKey\",\"value");
        TinkKeyring read = TinkKeyring.ofFile(file, encryption);
        assertThat(read.keyIds()).isEqualTo(keyring.keyIds());
        assertThat(read.cipher(key, CONTEXT)).isNotNull();
        Aead another = aead();
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofFile(file, another))
                .withMessageContaining(file.toString())
                .withMessageContaining("decryption failed");
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofCleartextFile(file, CLEAR))
                .withMessageContaining("an encrypted one is opened by ofFile");
    }

    @Test
    void aClearTextFileIsReadByItsOwnDoorOnly() throws Exception {
        Path file = folder.resolve("keyset.json");
        WrappedKey key = keyring.create(KeyPurpose.DATA, CONTEXT);
        Aead encryption = aead();

        keyring.saveCleartextTo(file, CLEAR);

        assertThat(TinkKeyring.ofCleartextFile(file, CLEAR).cipher(key, CONTEXT))
                .isNotNull();
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofFile(file, encryption))
                .withMessageContaining("can't be read as an encrypted keyset");
    }

    @Test
    void whatTinkWroteIsRead() throws Exception {
        Path file = folder.resolve("keyset.json");
        KeysetHandle keyset =
                KeysetHandle.generateNew(PredefinedAeadParameters.AES128_GCM, RegistryConfiguration.get());
        Aead encryption = aead();
        Files.writeString(
                file,
                TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
                        keyset, encryption, new byte[0], RegistryConfiguration.get()),
                UTF_8);

        assertThat(TinkKeyring.ofFile(file, encryption).primaryKeyId())
                .isEqualTo(Integer.toUnsignedString(keyset.getPrimary().getId()));
    }

    @Test
    void aFileIsItsOwnersOnly() throws Exception {
        Path file = folder.resolve("keyset.json");

        keyring.saveCleartextTo(file, CLEAR);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing is left beside it").containsExactly(file);
        }
    }

    @Test
    void aFileIsReplacedOnlyByAKeysetThatHasItsKeys() {
        Path file = folder.resolve("keyset.json");
        keyring.saveCleartextTo(file, CLEAR);
        TinkKeyring promoted = keyring.withNewPrimary();

        promoted.saveCleartextTo(file, CLEAR);

        assertThat(TinkKeyring.ofCleartextFile(file, CLEAR).primaryKeyId()).isEqualTo(promoted.primaryKeyId());
        for (TinkKeyring poorer : new TinkKeyring[] {keyring, promoted.withoutKey(keyring.primaryKeyId())}) {
            assertThatExceptionOfType(EncryptionException.class)
                    .isThrownBy(() -> poorer.saveCleartextTo(file, CLEAR))
                    .withMessageContaining("would be lost")
                    .withMessageContaining(file.toString());
        }
        assertThat(TinkKeyring.ofCleartextFile(file, CLEAR).keyIds()).isEqualTo(promoted.keyIds());
    }

    @Test
    void anEncryptedFileIsReplacedOnlyByWhomCanReadIt() throws Exception {
        Path file = folder.resolve("keyset.json");
        Aead encryption = aead();
        Aead another = aead();
        keyring.saveTo(file, encryption);
        TinkKeyring promoted = keyring.withNewPrimary();

        promoted.saveTo(file, encryption);

        assertThat(TinkKeyring.ofFile(file, encryption).keyIds()).isEqualTo(promoted.keyIds());
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> promoted.withNewPrimary().saveTo(file, another));
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.generate().saveTo(file, encryption))
                .withMessageContaining("would be lost");
        assertThat(TinkKeyring.ofFile(file, encryption).keyIds()).isEqualTo(promoted.keyIds());
    }

    @Test
    void aFileThatIsMissingOrBrokenIsNamedAndNotQuoted() throws Exception {
        Path file = folder.resolve("keyset.json");
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(() -> TinkKeyring.ofCleartextFile(file, CLEAR))
                .withMessageContaining(file.toString());

        keyring.saveCleartextTo(file, CLEAR);
        String whole = Files.readString(file);
        String value = whole.replaceAll("(?s).*\"value\":\\s*\"([^\"]+)\".*", "$1");
        assertThat(value).hasSizeGreaterThan(40).isNotEqualTo(whole);
        for (String broken : new String[] {
            "",
            "{",
            whole.substring(0, whole.length() / 2),
            whole.replace(value, value.substring(0, 20)),
            "[" + whole + "]",
            whole.replaceAll("\"keyId\":\\s*\\d+", "\"keyId\": \"" + value + "\""),
            value
        }) {
            Files.writeString(file, broken);
            assertThatExceptionOfType(EncryptionException.class)
                    .as(broken)
                    .isThrownBy(() -> TinkKeyring.ofCleartextFile(file, CLEAR))
                    .satisfies(e ->
                            assertThat(printed(e)).contains(file.toString()).doesNotContain(value.substring(0, 8)));
        }
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static Aead aead() throws Exception {
        return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }
}
