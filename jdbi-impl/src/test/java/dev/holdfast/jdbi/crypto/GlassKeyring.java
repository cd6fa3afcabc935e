package dev.holdfast.jdbi.crypto;

import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.IndexFunction;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.crypto.WrappedKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A keyring by the JDK's own cryptography, whose keys a test can see, to look for them elsewhere. */
final class GlassKeyring implements Keyring {

    private static final int NONCE = 12;

    private final SecureRandom random = new SecureRandom();
    private final byte[] wrapping = bytes(32);
    private final List<byte[]> made = Collections.synchronizedList(new ArrayList<>());

    /** All keys in clear. */
    List<byte[]> secrets() {
        List<byte[]> all = new ArrayList<>(made);
        all.add(wrapping);
        return all;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public String primaryKeyId() {
        return "glass";
    }

    @Override
    public Set<String> keyIds() {
        return Set.of("glass");
    }

    @Override
    public WrappedKey create(KeyPurpose purpose, byte[] context) throws GeneralSecurityException {
        byte[] key = bytes(32);
        made.add(key);
        return new WrappedKey("glass", encrypt(wrapping, key, context));
    }

    @Override
    public WrappedKey rewrap(WrappedKey key, byte[] context) throws GeneralSecurityException {
        return new WrappedKey("glass", encrypt(wrapping, unwrapped(key, context), context));
    }

    @Override
    public DataCipher cipher(WrappedKey wrapped, byte[] context) throws GeneralSecurityException {
        byte[] key = unwrapped(wrapped, context);
        return new DataCipher() {
            @Override
            public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
                return GlassKeyring.this.encrypt(key, plaintext, associatedData);
            }

            @Override
            public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
                return GlassKeyring.decrypt(key, ciphertext, associatedData);
            }
        };
    }

    @Override
    public IndexFunction indexFunction(WrappedKey wrapped, byte[] context) throws GeneralSecurityException {
        byte[] key = unwrapped(wrapped, context);
        return (input, length) -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(input), length);
        };
    }

    private byte[] unwrapped(WrappedKey key, byte[] context) throws GeneralSecurityException {
        return decrypt(wrapping, key.bytes(), context);
    }

    private byte[] encrypt(byte[] key, byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
        byte[] nonce = bytes(NONCE);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(associatedData);
        byte[] sealed = cipher.doFinal(plaintext);
        byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        return all;
    }

    private static byte[] decrypt(byte[] key, byte[] all, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, all, 0, NONCE));
        cipher.updateAAD(associatedData);
        return cipher.doFinal(all, NONCE, all.length - NONCE);
    }
}
