package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Position;
import dev.holdfast.internal.Required;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Positions as text that may be shown to clients, as in a header of an HTTP response: 22 letters, digits, {@code -} and {@code _}.
 * Immutable and thread-safe.
 *
 * <p>A {@link Position} itself tells how much all tenants append, and who makes one up can have a thread wait for what never comes.
 * So a token is the position and a mark of the tenant, encrypted together as one block of AES-256: without the key nobody reads a
 * position out of it, tells which of two is the later one, or makes one that is taken (a guess is with a chance of 1 in 2⁶⁴);
 * another tenant's isn't taken. It doesn't hide whether two positions of a tenant are the same one, and it doesn't age: whoever has
 * had one may give it back at any time, which is a position that was there.
 */
public final class PositionTokens {

    private static final int SHORTEST_KEY = 32;
    private static final int LENGTH = 22;

    private final SecretKeySpec key;

    private PositionTokens(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * Tokens under a key.
     *
     * @param secret 32 random bytes or more, the same for all processes that are given each other's tokens. Under another one
     *     tokens aren't taken any more, which costs their holders what they waited for, and nothing else
     */
    public static PositionTokens withKey(byte[] secret) {
        if (Required.given("withKey", secret, "give it 32 random bytes").length < SHORTEST_KEY) {
            throw new InvalidValueException("The key of position tokens", "is short", "give it 32 random bytes");
        }
        MessageDigest sha256 = sha256();
        sha256.update("holdfast position tokens 1".getBytes(StandardCharsets.UTF_8));
        return new PositionTokens(new SecretKeySpec(sha256.digest(secret), "AES"));
    }

    /**
     * A position as text.
     *
     * @param tenantId whose answer it is of: a Long, UUID or String
     */
    public String text(Object tenantId, Position position) {
        ByteBuffer block = ByteBuffer.allocate(16).putLong(position.value()).put(mark(tenantId));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(crypt(Cipher.ENCRYPT_MODE, block.array()));
    }

    /**
     * The position that a text stands for.
     *
     * @throws InvalidValueException where {@link #text} never gave it for this tenant, or under another key
     */
    public Position position(Object tenantId, String text) {
        if (Required.given("position", text).length() == LENGTH) {
            ByteBuffer block = ByteBuffer.wrap(decoded(text));
            long value = block.getLong();
            byte[] mark = new byte[8];
            block.get(mark);
            if (MessageDigest.isEqual(mark, mark(tenantId))
                    && value >= 0
                    && text.equals(text(tenantId, new Position(value)))) {
                return new Position(value);
            }
        }
        throw refused();
    }

    private byte[] decoded(String text) {
        try {
            return crypt(Cipher.DECRYPT_MODE, Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    private static InvalidValueException refused() {
        return new InvalidValueException(
                "A position's token",
                "isn't one of this tenant's",
                "give what text(…) gave, or ask without a position");
    }

    /** One block is all there is, so that there is nothing for a mode to chain. */
    private byte[] crypt(int mode, byte[] block) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, key);
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new HoldfastException("The JDK has no AES for position tokens: use one that has", e);
        }
    }

    private static byte[] mark(Object tenantId) {
        String kind;
        if (tenantId instanceof Long || tenantId instanceof Integer) {
            kind = "n";
        } else if (tenantId instanceof UUID) {
            kind = "u";
        } else if (tenantId instanceof String) {
            kind = "t";
        } else {
            throw new InvalidValueException("A tenant's id", "is none", "give a Long, UUID or String");
        }
        return Arrays.copyOf(sha256().digest((kind + tenantId).getBytes(StandardCharsets.UTF_8)), 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new HoldfastException("The JDK has no SHA-256, which each one must have", e);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "PositionTokens[***]";
    }
}
