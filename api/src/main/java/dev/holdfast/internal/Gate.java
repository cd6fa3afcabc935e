package dev.holdfast.internal;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one gate that every value passes before it is sent, whatever the way: as a parameter, an array's element, JSON,
 * something to be encrypted or hashed, an id or a name. What PostgreSQL can't keep as it is, is refused with an
 * {@link InvalidValueException} that names the column or argument and never holds the value. Times are cut to
 * PostgreSQL's microseconds, always downwards, so that what was stored one way is found another way. Stateless.
 */
public final class Gate {

    private static final int PLAIN = 0xD800 - 1; // from 1 up to here a character stands for itself

    private Gate() {}

    /**
     * A value as it may be sent.
     *
     * @param label the column or argument
     * @param wired as the codec of the type's wire form takes it; an array as {@code Object[]}
     * @return the value itself, or where a time or an element had to be cut, the one that is stored
     * @throws InvalidValueException for text with a NUL character or half a character, longer than the type; for a
     *     number, a time or an interval beyond PostgreSQL's
     */
    public static Object pass(ValueType type, String label, Object wired) {
        return switch (type.wire()) {
            case TEXT, ENUM -> fitting(type, label, text(label, (String) wired));
            case NUMERIC -> Decimals.checked(label, (BigDecimal) wired);
            case TIMESTAMPTZ -> Times.cut(label, (Instant) wired);
            case TIMESTAMP -> Times.cut(label, (LocalDateTime) wired);
            case DATE -> Times.checked(label, (LocalDate) wired);
            case TIME -> Times.cut((LocalTime) wired);
            case INTERVAL -> Times.checked(label, (Interval) wired);
            case ARRAY -> elements(Objects.requireNonNull(type.element()), label, (@Nullable Object[]) wired);
            case ENCRYPTED -> wired instanceof CellInput ? wired : pass(plain(type), label, wired);
            case UUID, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, BOOLEAN, BYTEA, INET, BLIND_INDEX -> wired;
            case JSON -> wired; // its text passes once the codec has written it
        };
    }

    /**
     * Text that UTF-8 and PostgreSQL can carry.
     *
     * @throws InvalidValueException for a NUL character, which PostgreSQL refuses, and for a surrogate without its other
     *     half, which the driver turns into a question mark
     */
    public static String text(String label, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((char) (c - 1) >= PLAIN) {
                if (c == 0) {
                    throw nul(label, "PostgreSQL's text");
                }
                if (Character.isSurrogate(c)) {
                    if (!isPair(c, text, i + 1)) {
                        throw halfCharacter(label);
                    }
                    i++;
                }
            }
        }
        return text;
    }

    /**
     * A name or an id that somebody gives: {@link #text} that says something.
     *
     * @param max how many characters it may have
     * @throws InvalidValueException where it is null or blank as well, or longer
     */
    public static String name(String label, @Nullable String name, int max, String fix) {
        if (name == null || name.isBlank() || name.length() > max) {
            throw new InvalidValueException(label, "is blank or has more than " + max + " characters", fix);
        }
        return text(label, name);
    }

    /**
     * JSON as a codec wrote it, as {@code jsonb} can keep it.
     *
     * @throws InvalidValueException for a NUL character or half a character, escaped or not, in a key or a value, and for
     *     a number beyond {@code numeric}
     */
    public static String json(String label, String json) {
        new JsonText(label, json).check();
        return json;
    }

    static boolean isPair(char high, String text, int at) {
        return Character.isHighSurrogate(high) && at < text.length() && Character.isLowSurrogate(text.charAt(at));
    }

    static InvalidValueException nul(String label, String kept) {
        return new InvalidValueException(label, "holds a NUL character, which " + kept + " can't", "remove it");
    }

    static InvalidValueException halfCharacter(String label) {
        return new InvalidValueException(
                label,
                "holds a lone surrogate, half a character, which UTF-8 can't carry",
                "cut text between code points, not within one");
    }

    private static String fitting(ValueType type, String label, String text) {
        int max = type.maxLength();
        if (max > 0 && text.length() > max) {
            int length = text.codePointCount(0, text.length());
            if (length > max) {
                throw new InvalidValueException(
                        label,
                        "has " + length + " characters, but " + type.name() + " takes " + max,
                        "shorten it, or widen the column");
            }
        }
        return text;
    }

    private static Object elements(ValueType element, String label, @Nullable Object[] given) {
        @Nullable Object[] passed = given;
        for (int i = 0; i < given.length; i++) {
            Object value = given[i];
            Object own = value == null ? null : pass(element, label, value);
            if (own != value) {
                passed = passed == given ? given.clone() : passed;
                passed[i] = own;
            }
        }
        return passed;
    }

    private static ValueType plain(ValueType type) {
        return ((EncryptedCell) Objects.requireNonNull(type.protection())).plain();
    }
}
