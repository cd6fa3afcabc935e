package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.MappingException;
import dev.holdfast.internal.Gate;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.array.SqlArrayTypeFactory;
import org.jdbi.v3.core.array.SqlArrayTypes;
import org.jspecify.annotations.Nullable;

/**
 * Values for SqlObjects and handles: Holdfast's own types as arguments and as columns, the gate for the other arguments, and
 * columns of the JDK's types that the driver would give another value for: {@code infinity}, 24:00:00, an interval in
 * another style than it knows. An {@code Instant} that PostgreSQL stores as a {@code timestamp} without a zone, or as a
 * {@code date}, is brought to the session's time zone, and read back by the same.
 */
public final class JdbiValues {

    private JdbiValues() {}

    /** Registers them. */
    public static void register(Jdbi jdbi) {
        jdbi.registerArgument(new GatedArguments());
        jdbi.getConfig(SqlArrayTypes.class)
                .register(SqlArrayTypeFactory.of(String.class, "varchar", JdbiValues::element));
        map(jdbi, Interval.class, (rows, column) -> Reader.interval(rows.getString(column)));
        map(jdbi, Inet.class, (rows, column) -> {
            String text = rows.getString(column);
            return text == null ? null : new Inet(text);
        });
        map(jdbi, Duration.class, (rows, column) -> duration(Reader.interval(rows.getString(column))));
        map(jdbi, Period.class, (rows, column) -> period(Reader.interval(rows.getString(column))));
        map(jdbi, BigDecimal.class, Reader::decimal);
        map(jdbi, Instant.class, JdbiValues::instant);
        map(jdbi, OffsetDateTime.class, (rows, column) -> Reader.offsetDateTime(rows, column, OffsetDateTime.class));
        map(jdbi, ZonedDateTime.class, (rows, column) -> {
            OffsetDateTime time = Reader.offsetDateTime(rows, column, ZonedDateTime.class);
            return time == null ? null : time.toZonedDateTime();
        });
        map(jdbi, LocalDateTime.class, (rows, column) -> Reader.localDateTime(rows, column, LocalDateTime.class));
        map(jdbi, LocalDate.class, (rows, column) -> Reader.localDate(rows, column, LocalDate.class));
        map(jdbi, LocalTime.class, Reader::localTime);
    }

    /** As JDBI reads them: a day is 24 hours. */
    private static @Nullable Duration duration(@Nullable Interval interval) {
        if (interval == null) {
            return null;
        }
        if (interval.months() != 0) {
            throw Unsayable.of("months", Duration.class);
        }
        return new Interval(0, 0, interval.microseconds()).toDuration().plusDays(interval.days());
    }

    private static @Nullable Period period(@Nullable Interval interval) {
        if (interval == null) {
            return null;
        }
        if (interval.microseconds() != 0) {
            throw Unsayable.of("hours, minutes or seconds", Period.class);
        }
        return Period.of(interval.months() / 12, interval.months() % 12, interval.days());
    }

    /** Of a timestamp without a zone and of a date, too, which are in the session's zone. */
    private static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
        LocalDateTime local;
        switch (rows.getMetaData().getColumnTypeName(column)) {
            case "timestamp" -> local = Reader.localDateTime(rows, column, Instant.class);
            case "date" -> {
                LocalDate day = Reader.localDate(rows, column, Instant.class);
                local = day == null ? null : day.atStartOfDay();
            }
            default -> {
                return Reader.instant(rows, column);
            }
        }
        return local == null ? null : SessionZone.of(rows).instant(local);
    }

    /** Reads a column of the result, counted from 1. */
    private interface Read<T> {

        @Nullable
        T from(ResultSet rows, int column) throws SQLException;
    }

    /** What can't be said in Java is told with the column's name. */
    private static <T> void map(Jdbi jdbi, Class<T> type, Read<T> read) {
        jdbi.registerColumnMapper(type, (rows, column, context) -> {
            try {
                return read.from(rows, column);
            } catch (MappingException e) {
                throw e.at(null, rows.getMetaData().getColumnLabel(column));
            }
        });
    }

    private static @Nullable String element(@Nullable String text) {
        return text == null ? null : Gate.text("A text in a list or an array", text);
    }
}
