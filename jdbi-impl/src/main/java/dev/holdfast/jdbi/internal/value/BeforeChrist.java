package dev.holdfast.jdbi.internal.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Times before Christ from PostgreSQL's text. pgjdbc takes the number of the year for one after Christ first, which has
 * other leap days.
 */
final class BeforeChrist {

    private static final String SUFFIX = " BC";
    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter OFFSET = new DateTimeFormatterBuilder()
            .append(LOCAL)
            .appendOffset("+HH:mm:ss", "Z") // PostgreSQL's +00 is read by the pattern, and begins other offsets
            .toFormatter(Locale.ROOT);

    private BeforeChrist() {}

    static LocalDate date(String text) {
        return LocalDate.parse(astronomical(text));
    }

    static LocalDateTime dateTime(String text) {
        return LocalDateTime.parse(astronomical(text), LOCAL);
    }

    static OffsetDateTime offsetDateTime(String text) {
        return OffsetDateTime.parse(astronomical(text), OFFSET);
    }

    /** With the year counted as ISO 8601 does, where 0 is the year before 1. */
    private static String astronomical(String text) {
        int dash = text.indexOf('-');
        if (!text.endsWith(SUFFIX) || dash < 0) {
            throw new DateTimeException("no time before Christ");
        }
        int year = 1 - Integer.parseInt(text.substring(0, dash));
        String sign = year < 0 ? "-" : "";
        return sign + String.format(Locale.ROOT, "%04d", -year) + text.substring(dash, text.length() - SUFFIX.length());
    }
}
