package dev.holdfast.jdbi.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.HmacPrfKey;
import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.IndexFunction;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.WrappedKey;
import dev.holdfast.jdbi.DataAlgorithm;
import dev.holdfast.jdbi.TinkKeyring;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the ciphers do, seen from outside of Tink. */
class TinkCipherTest {

    private static final byte[] CONTEXT = "key 1".getBytes(UTF_8);
    private static final byte[] BOUND_TO = "row 1".getBytes(UTF_8);
    private static final byte[] SECRET = "a secret".getBytes(UTF_8);
    private static final int NONCE = 12;

    private final KeysetHandle keyset;
    private final TinkKeyring keyring;

    TinkCipherTest() throws Exception {
        TinkKeyring.generate(); // registers Tink's primitives
        keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
        keyring = TinkKeyring.ofKeyset(keyset);
    }

    @Test
    void theJdkDecryptsWhatTheCipherEncryptedAndTheOtherWayRound() throws Exception {
        WrappedKey key = keyring.create(KeyPurpose.DATA, CONTEXT);
        DataCipher cipher = keyring.cipher(key, CONTEXT);
        AesGcmKey inside = (AesGcmKey) opened(key).getPrimary().getKey();
        SecretKeySpec jdkKey =
                new SecretKeySpec(inside.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get()), "AES");

        byte[] encrypted = cipher.encrypt(SECRET, BOUND_TO);
        Cipher decrypting = jdk(Cipher.DECRYPT_MODE, jdkKey, Arrays.copyOf(encrypted, NONCE));
        assertThat(decrypting.doFinal(encrypted, NONCE, encrypted.length - NONCE))
                .isEqualTo(SECRET);

        byte[] nonce = "twelve bytes".getBytes(UTF_8);
        byte[] byJdk = jdk(Cipher.ENCRYPT_MODE, jdkKey, nonce).doFinal(SECRET);
        byte[] cell =
                ByteBuffer.allocate(NONCE + byJdk.length).put(nonce).put(byJdk).array();
        assertThat(cipher.decrypt(cell, BOUND_TO)).isEqualTo(SECRET);
    }

    @Test
    void theJdkComputesTheSameIndex() throws Exception {
        WrappedKey key = keyring.create(KeyPurpose.INDEX, CONTEXT);
        HmacPrfKey inside = (HmacPrfKey) opened(key).getPrimary().getKey();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(inside.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get()), "HmacSHA256"));

        assertThat(keyring.indexFunction(key, CONTEXT).compute(SECRET, 20))
                .isEqualTo(Arrays.copyOf(mac.doFinal(SECRET), 20));
    }

    @Test
    void aDataKeyThatTheKeyringDoesNotMakeIsRefused() throws Exception {
        KeysetHandle good = opened(keyring.create(KeyPurpose.DATA, CONTEXT));
        String json = TinkJsonProtoKeysetFormat.serializeKeyset(
                good, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
        KeysetHandle cut = TinkJsonProtoKeysetFormat.parseKeyset(
                json.replaceAll("(\"value\":\\s*\"[^\"]{20})[^\"]*", "$1"),
                RegistryConfiguration.get(),
                InsecureSecretKeyAccess.get());
        KeysetHandle two = KeysetHandle.newBuilder(good)
                .addEntry(KeysetHandle.importKey(good.getPrimary().getKey()).withRandomId())
                .build();
        KeysetHandle withPrefix =
                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
        KeysetHandle chacha =
                KeysetHandle.generateNew(PredefinedAeadParameters.CHACHA20_POLY1305, RegistryConfiguration.get());

        for (KeysetHandle odd : List.of(cut, two, withPrefix, chacha)) {
            byte[] wrapped = TinkProtoKeysetFormat.serializeEncryptedKeyset(
                    odd,
                    keyset.getPrimitive(RegistryConfiguration.get(), Aead.class),
                    CONTEXT,
                    RegistryConfiguration.get());
            assertThatThrownBy(() -> keyring.cipher(new WrappedKey(keyring.primaryKeyId(), wrapped), CONTEXT))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageStartingWith("The data key was unwrapped, but");
        }
    }

    @Test
    @DisplayName("EN-21 2^20 encryptions by one key have 2^20 nonces")
    void noncesAreUnique() throws Exception {
        DataCipher cipher = keyring.cipher(keyring.create(KeyPurpose.DATA, CONTEXT), CONTEXT);
        int count = 1 << 20;
        Set<Nonce> nonces = new HashSet<>(count * 2);
        byte[] nothing = {};
        for (int i = 0; i < count; i++) {
            ByteBuffer encrypted = ByteBuffer.wrap(cipher.encrypt(nothing, nothing));
            nonces.add(new Nonce(encrypted.getLong(), encrypted.getInt()));
        }

        assertThat(nonces).hasSize(count);
    }

    private record Nonce(long first, int rest) {}

    @ParameterizedTest
    @EnumSource
    @DisplayName("J-24 many threads use one cipher and one index function")
    void manyThreads(DataAlgorithm algorithm) throws Exception {
        TinkKeyring some = keyring.withDataKeys(algorithm);
        DataCipher cipher = some.cipher(some.create(KeyPurpose.DATA, CONTEXT), CONTEXT);
        IndexFunction index = some.indexFunction(some.create(KeyPurpose.INDEX, CONTEXT), CONTEXT);
        byte[] expected = index.compute(SECRET, 32);
        Set<ByteBuffer> seen = ConcurrentHashMap.newKeySet();
        int threads = 16;
        int rounds = 500;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Callable<Void> work = () -> {
                for (int i = 0; i < rounds; i++) {
                    byte[] plain = (Thread.currentThread().getName() + " " + i).getBytes(UTF_8);
                    byte[] encrypted = cipher.encrypt(plain, BOUND_TO);
                    seen.add(ByteBuffer.wrap(encrypted));
                    assertThat(cipher.decrypt(encrypted, BOUND_TO)).isEqualTo(plain);
                    assertThat(index.compute(SECRET, 32)).isEqualTo(expected);
                }
                return null;
            };
            List<Future<Void>> all = pool.invokeAll(
                    IntStream.range(0, threads).mapToObj(i -> work).toList());
            for (Future<Void> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(seen).hasSize(threads * rounds);
    }

    /** What no user of the keyring can do: looks at the data key itself. */
    private KeysetHandle opened(WrappedKey key) throws Exception {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                key.bytes(),
                keyset.getPrimitive(RegistryConfiguration.get(), Aead.class),
                CONTEXT,
                RegistryConfiguration.get());
    }

    private static Cipher jdk(int mode, SecretKeySpec key, byte[] nonce) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(BOUND_TO);
        return cipher;
    }
}
