package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.MappingException;
import dev.holdfast.internal.ValueType;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.value.Inet;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads values from the texts that PostgreSQL writes with ISO dates, in UTC, {@code bytea} in hexadecimal digits: as what records
 * changes writes them, whatever the session's settings. Gives what reading the column itself gives, and refuses what that refuses.
 * Immutable and thread-safe.
 */
public final class RecordedText {

    private static final String BEFORE_CHRIST = " BC";
    private static final String UTC = "+00";

    private final Reader reader;

    /** A reader of texts; without a codec it reads no JSON. */
    public RecordedText(@Nullable JsonCodec json) {
        this.reader = new Reader(new Binder(json));
    }

    /**
     * A value in Java's type.
     *
     * @throws dev.holdfast.error.MappingException where the type can't say it; the message holds no value, and no column yet
     */
    public Object read(ValueType type, String text) {
        Object wired = parsed(type, text);
        try {
            return type.fromWire(wired);
        } catch (HoldfastException e) {
            throw e;
        } catch (RuntimeException e) {
            throw MappingException.ofMapping(e);
        }
    }

    private Object parsed(ValueType type, String text) {
        try {
            return wired(type, text);
        } catch (HoldfastException e) {
            throw e;
        } catch (RuntimeException e) { // its message may hold the text
            throw Unsayable.ofType(type);
        }
    }

    private Object json(ValueType type, String text) {
        try {
            return reader.json(text, type);
        } catch (HoldfastException e) {
            throw e;
        } catch (RuntimeException e) {
            throw MappingException.ofMapping(e);
        }
    }

    /** The bytes of a {@code bytea}. */
    public byte[] bytes(ValueType type, String text) {
        if (!text.startsWith("\\x")) {
            throw Unsayable.ofType(type);
        }
        try {
            return HexFormat.of().parseHex(text, 2, text.length());
        } catch (IllegalArgumentException e) {
            throw Unsayable.ofType(type);
        }
    }

    private Object wired(ValueType type, String text) {
        return switch (type.wire()) {
            case UUID -> UUID.fromString(text);
            case SMALLINT -> Short.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case BIGINT -> Long.valueOf(text);
            case NUMERIC -> decimal(text);
            case REAL -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case TEXT, ENUM -> text;
            case BOOLEAN -> bool(text);
            case TIMESTAMPTZ -> instant(text);
            case TIMESTAMP -> finite(text, LocalDateTime.class, BeforeChrist::dateTime, RecordedText::dateTime);
            case DATE -> finite(text, LocalDate.class, BeforeChrist::date, plain -> LocalDate.parse(signed(plain)));
            case TIME -> time(text);
            case BYTEA, BLIND_INDEX -> bytes(type, text);
            case INTERVAL -> Objects.requireNonNull(Reader.interval(text));
            case INET -> new Inet(withoutFullMask(text));
            case JSON -> json(type, text);
            case ARRAY -> list(text, Objects.requireNonNull(type.element()));
            case ENCRYPTED -> throw new IllegalArgumentException("an encrypted value is opened, not read");
        };
    }

    private static BigDecimal decimal(String text) {
        if (Unsayable.isOfNumeric(text)) {
            throw Unsayable.of(text, BigDecimal.class);
        }
        return new BigDecimal(text);
    }

    /** Elements of an array are t and f. */
    private static boolean bool(String text) {
        return switch (text) {
            case "true", "t" -> true;
            case "false", "f" -> false;
            default -> throw new IllegalArgumentException("no boolean");
        };
    }

    /** A cast to text tells the mask of a single host, too, which nobody else does. */
    private static String withoutFullMask(String text) {
        String full = text.indexOf(':') < 0 ? "/32" : "/128";
        return text.endsWith(full) ? text.substring(0, text.length() - full.length()) : text;
    }

    private static LocalTime time(String text) {
        if (text.startsWith("24")) {
            throw Unsayable.of("24:00:00", LocalTime.class);
        }
        return LocalTime.parse(text);
    }

    private static Instant instant(String text) {
        return finite(
                text,
                Instant.class,
                before -> BeforeChrist.offsetDateTime(before).toInstant(),
                plain -> {
                    if (!plain.endsWith(UTC)) {
                        throw new IllegalArgumentException("no time in UTC");
                    }
                    return dateTime(plain.substring(0, plain.length() - UTC.length()))
                            .toInstant(ZoneOffset.UTC);
                });
    }

    private static LocalDateTime dateTime(String text) {
        return LocalDateTime.parse(signed(text).replace(' ', 'T'));
    }

    /** ISO 8601 wants a sign before years of more than four digits. */
    private static String signed(String text) {
        return text.indexOf('-') > 4 ? "+" + text : text;
    }

    private static <T> T finite(String text, Class<T> type, Function<String, T> before, Function<String, T> plain) {
        if (text.endsWith("infinity")) {
            throw Unsayable.of(text, type);
        }
        return (text.endsWith(BEFORE_CHRIST) ? before : plain).apply(text);
    }

    private List<@Nullable Object> list(String literal, ValueType element) {
        ArrayValues.requireList(literal);
        List<@Nullable Object> values = new ArrayList<>();
        for (String text : new ArrayText(literal).elements()) {
            values.add(text == null ? null : read(element, text));
        }
        return Collections.unmodifiableList(values);
    }
}
