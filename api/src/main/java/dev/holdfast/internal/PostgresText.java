package dev.holdfast.internal;

import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Values as text that PostgreSQL reads alike whatever {@code DateStyle}, {@code IntervalStyle} and {@code TimeZone} are
 * set: for values one by one, in arrays, and in DDL.
 */
public final class PostgresText {

    private PostgresText() {}

    /**
     * The text of a value.
     *
     * @param value as the codec of the wire form takes it, and as {@link Gate#pass} gives it
     */
    public static String of(Wire wire, Object value) {
        return switch (wire) {
            case NUMERIC -> ((BigDecimal) value).toPlainString();
            case TIMESTAMPTZ -> {
                Instant instant = (Instant) value;
                yield timestamp(
                        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC),
                        "+00");
            }
            case TIMESTAMP -> timestamp((LocalDateTime) value, "");
            case DATE -> {
                LocalDate day = (LocalDate) value;
                yield era(date(new StringBuilder(16), day), day).toString();
            }
            case TIME -> time(new StringBuilder(16), (LocalTime) value).toString();
            case INTERVAL -> ((Interval) value).toSqlText();
            case INET -> ((Inet) value).text();
            default -> value.toString();
        };
    }

    private static String timestamp(LocalDateTime time, String zone) {
        StringBuilder out = date(new StringBuilder(36), time.toLocalDate()).append(' ');
        time(out, time.toLocalTime()).append(zone);
        return era(out, time.toLocalDate()).toString();
    }

    /** Years as PostgreSQL counts them: 1 BC comes before 1, and nothing between. */
    private static StringBuilder date(StringBuilder out, LocalDate day) {
        int year = day.getYear() > 0 ? day.getYear() : 1 - day.getYear();
        for (int digits = 1000; digits > year; digits /= 10) {
            out.append('0');
        }
        two(out.append(year).append('-'), day.getMonthValue());
        return two(out.append('-'), day.getDayOfMonth());
    }

    private static StringBuilder era(StringBuilder out, LocalDate day) {
        return day.getYear() > 0 ? out : out.append(" BC");
    }

    private static StringBuilder time(StringBuilder out, LocalTime time) {
        two(out, time.getHour());
        two(out.append(':'), time.getMinute());
        two(out.append(':'), time.getSecond());
        int micros = time.getNano() / 1000;
        if (micros != 0) {
            out.append('.');
            for (int digits = 100_000; digits > micros; digits /= 10) {
                out.append('0');
            }
            out.append(micros);
        }
        return out;
    }

    private static StringBuilder two(StringBuilder out, int number) {
        return (number < 10 ? out.append('0') : out).append(number);
    }
}
