package dev.holdfast.benchmarks.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM by the JDK alone, nonce and ciphertext in one array. The cipher is kept, which is faster than a new one for
 * each value, and correct for one thread.
 */
final class JavaxCells {

    static final int NONCE = 12;
    static final int TAG = 16;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final Cipher cipher;

    JavaxCells(byte[] key) throws GeneralSecurityException {
        this.key = new SecretKeySpec(key, "AES");
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(associated);
        byte[] cell = new byte[NONCE + plain.length + TAG];
        System.arraycopy(nonce, 0, cell, 0, NONCE);
        cipher.doFinal(plain, 0, plain.length, cell, NONCE);
        return cell;
    }

    byte[] decrypt(byte[] cell, byte[] associated) throws GeneralSecurityException {
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, cell, 0, NONCE));
        cipher.updateAAD(associated);
        return cipher.doFinal(cell, NONCE, cell.length - NONCE);
    }
}
