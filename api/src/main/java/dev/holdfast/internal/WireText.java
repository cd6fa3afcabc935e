package dev.holdfast.internal;

import dev.holdfast.error.StatementException;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;

/** Values as text and back, without loss: in cursors, and in encrypted cells. Times are in ISO 8601. */
public final class WireText {

    private WireText() {}

    /**
     * A value as text.
     *
     * @param value as the codec of the wire form takes it
     * @throws StatementException where the form has no text of its own
     */
    public static String format(Wire wire, Object value) {
        return switch (wire) {
            case INTERVAL -> {
                Interval i = (Interval) value;
                yield i.months() + " " + i.days() + " " + i.microseconds();
            }
            case INET -> ((Inet) value).text();
            case BYTEA, JSON, ARRAY, ENCRYPTED, BLIND_INDEX -> throw unsupported(wire);
            default -> value.toString();
        };
    }

    /**
     * A value from its text, as the codec of the wire form takes it.
     *
     * @throws RuntimeException of the parser's, where it isn't one; the message may hold the text
     */
    public static Object parse(Wire wire, String text) {
        return switch (wire) {
            case UUID -> UUID.fromString(text);
            case SMALLINT -> Short.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case BIGINT -> Long.valueOf(text);
            case NUMERIC -> decimal(text);
            case REAL -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case TEXT, ENUM -> text;
            case TIMESTAMPTZ -> Instant.parse(text);
            case TIMESTAMP -> LocalDateTime.parse(text);
            case DATE -> LocalDate.parse(text);
            case TIME -> LocalTime.parse(text);
            case INTERVAL -> {
                String[] parts = text.split(" ");
                yield new Interval(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            }
            case INET -> new Inet(text);
            case BYTEA, JSON, ARRAY, ENCRYPTED, BLIND_INDEX -> throw unsupported(wire);
        };
    }

    /** A token may come from anywhere, and 1e999999999 would fill the memory once it is written out. */
    private static BigDecimal decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        if (!Decimals.fits(value)) {
            throw new IllegalArgumentException("beyond PostgreSQL's numeric");
        }
        return value;
    }

    private static StatementException unsupported(Wire wire) {
        return new StatementException("A page can't be ordered by " + wire + ": order by a scalar column");
    }
}
