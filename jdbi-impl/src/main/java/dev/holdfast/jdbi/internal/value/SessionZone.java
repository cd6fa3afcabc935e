package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.MappingException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The time zone that a session is in. PostgreSQL takes a time without a zone to be there when it compares it with a moment,
 * or makes one of the other. The server tells the driver of each change, so that nothing is asked.
 */
record SessionZone(ZoneId zone) {

    /** As POSIX writes a zone of one offset, which counts to the west: {@code <+05>-05}, {@code GMT-2}. */
    private static final Pattern POSIX =
            Pattern.compile("(?:<[^>]*>|[A-Za-z]+)([+-]?)(\\d{1,2})(?::(\\d{2}))?(?::(\\d{2}))?");

    static SessionZone of(ResultSet rows) throws SQLException {
        String name =
                rows.getStatement().getConnection().unwrap(PGConnection.class).getParameterStatus("TimeZone");
        return named(String.valueOf(name));
    }

    static SessionZone named(String name) {
        Matcher posix = POSIX.matcher(name);
        if (posix.matches()) { // ZoneId takes some of them, too, and counts to the east
            int seconds = (number(posix.group(2)) * 60 + number(posix.group(3))) * 60 + number(posix.group(4));
            return new SessionZone(ZoneOffset.ofTotalSeconds(posix.group(1).equals("-") ? seconds : -seconds));
        }
        try {
            return new SessionZone(ZoneId.of(name));
        } catch (DateTimeException e) {
            throw MappingException.ofValue(
                    "has no zone, and Java doesn't know the session's, " + name,
                    "set the session's TimeZone to a name such as Europe/Berlin, or read a LocalDateTime");
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** As PostgreSQL does, by winter time where the clock shows a time twice. */
    Instant instant(LocalDateTime local) {
        return local.atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }
}
