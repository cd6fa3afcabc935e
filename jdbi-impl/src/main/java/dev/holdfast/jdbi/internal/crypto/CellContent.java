package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.Normalization;
import dev.holdfast.error.MissingDependencyException;
import dev.holdfast.internal.BlindHash;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.Protection;
import dev.holdfast.internal.ValueType;
import dev.holdfast.internal.Wire;
import dev.holdfast.internal.WireText;
import dev.holdfast.sql.JsonCodec;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values as the bytes that are encrypted or hashed, and back. Immutable and thread-safe. */
final class CellContent {

    private static final char REPLACEMENT = '\ufffd';

    private final @Nullable JsonCodec json;

    CellContent(@Nullable JsonCodec json) {
        this.json = json;
    }

    /** The bytes of a value as the plain type's codec takes it. */
    byte[] bytes(Protection of, ValueType plain, Object wired) {
        return switch (plain.wire()) {
            case BYTEA -> (byte[]) wired;
            case JSON -> LengthPrefixed.utf8(Gate.json(label(of), codec(plain).write(wired, plain.javaType())));
            case TEXT, ENUM -> LengthPrefixed.utf8((String) wired);
            default -> LengthPrefixed.utf8(WireText.format(plain.wire(), wired));
        };
    }

    /** The Java value of decrypted bytes. */
    Object value(ValueType plain, byte[] bytes) {
        if (plain.wire() == Wire.BYTEA) {
            return plain.fromWire(bytes);
        }
        String text = decoded(bytes);
        Object wired = plain.wire() == Wire.JSON
                ? codec(plain).read(text, plain.javaType())
                : WireText.parse(plain.wire(), text);
        return plain.fromWire(wired);
    }

    /** The bytes that a blind index takes of a value. Numbers that are equal have equal ones. */
    byte[] hashed(BlindHash hash, BlindHash.Term term, Object wired) {
        return switch (term.plain().wire()) {
            case TEXT -> LengthPrefixed.utf8(normalized(hash, term.normalization(), (String) wired));
            case NUMERIC ->
                LengthPrefixed.utf8(((BigDecimal) wired).stripTrailingZeros().toPlainString());
            default -> bytes(hash, term.plain(), wired);
        };
    }

    /** A function of somebody's own may cut a character in two. */
    private static String normalized(BlindHash hash, Normalization normalization, String text) {
        String normalized = normalization.apply(text);
        return normalized.equals(text) ? text : Gate.text(label(hash), normalized);
    }

    private static String label(Protection of) {
        return of.table() + "." + of.column();
    }

    private static String decoded(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : strictlyDecoded(bytes);
    }

    /** The fast way replaces what isn't UTF-8; the slow one tells it from a replacement character that was written. */
    private static String strictlyDecoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8");
        }
    }

    private JsonCodec codec(ValueType plain) {
        if (json == null) {
            throw new MissingDependencyException(
                    "An encrypted column of " + plain.javaType().getTypeName()
                            + " as JSON needs a codec: give one to the builder, as .json(new Jackson3Json())");
        }
        return json;
    }
}
