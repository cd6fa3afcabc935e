package dev.holdfast.jdbi.internal.value;

import org.jspecify.annotations.Nullable;

/**
 * How the content of an encrypted column begins: with a byte for the format, 0 for clear text or 1 for a ciphertext, and
 * with the data key's id in eight bytes behind the latter.
 */
public final class CellHeader {

    public static final int LENGTH = 9;

    private static final byte CLEAR = 0;
    private static final byte ENCRYPTED = 1;
    private static final int LEAST = LENGTH + 12 + 16; // AES-GCM's nonce and tag

    private CellHeader() {}

    /** What every value under a key begins with. */
    public static byte[] of(long keyId) {
        byte[] header = new byte[LENGTH];
        header[0] = ENCRYPTED;
        for (int i = 0; i < Long.BYTES; i++) {
            header[1 + i] = (byte) (keyId >>> (56 - 8 * i));
        }
        return header;
    }

    /** The id of the key that a value names; null where it names none. */
    public static @Nullable Long keyId(byte[] cell) {
        return cell.length >= LEAST && cell[0] == ENCRYPTED ? readLong(cell) : null;
    }

    /** Whether a value is one of clear text. */
    public static boolean isClear(byte[] cell) {
        return cell.length > 0 && cell[0] == CLEAR;
    }

    /** A value of clear text, for the way back. */
    public static byte[] clear(byte[] plain) {
        byte[] cell = new byte[plain.length + 1];
        System.arraycopy(plain, 0, cell, 1, plain.length);
        return cell;
    }

    private static long readLong(byte[] cell) {
        long id = 0;
        for (int i = 1; i < LENGTH; i++) {
            id = id << 8 | (cell[i] & 0xff);
        }
        return id;
    }
}
