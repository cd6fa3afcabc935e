package dev.holdfast.jdbi.internal.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Fields one behind the other, each with its length before it (four bytes, the greatest first), so that no two lists of
 * fields give the same bytes. Not thread-safe.
 */
final class LengthPrefixed {

    private byte[] bytes;
    private int length;

    LengthPrefixed(int expected) {
        bytes = new byte[expected];
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    LengthPrefixed add(String text) {
        return add(utf8(text));
    }

    LengthPrefixed add(byte[] field) {
        return number(field.length).raw(field, 0, field.length);
    }

    /** Four bytes without a length before them. */
    LengthPrefixed number(int value) {
        require(4);
        bytes[length] = (byte) (value >>> 24);
        bytes[length + 1] = (byte) (value >>> 16);
        bytes[length + 2] = (byte) (value >>> 8);
        bytes[length + 3] = (byte) value;
        length += 4;
        return this;
    }

    LengthPrefixed raw(byte[] source, int from, int count) {
        require(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    private void require(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
