package dev.holdfast.internal;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.value.Interval;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Times as PostgreSQL keeps them: from 4713 BC on, in microseconds. What is finer is cut off, never rounded up. */
final class Times {

    private static final LocalDateTime FIRST = LocalDateTime.of(-4712, 11, 24, 0, 0);
    private static final LocalDateTime BEHIND_LAST = LocalDateTime.of(294_277, 1, 1, 0, 0);
    private static final long FIRST_SECOND = FIRST.toEpochSecond(ZoneOffset.UTC);
    private static final long SECOND_BEHIND_LAST = BEHIND_LAST.toEpochSecond(ZoneOffset.UTC);
    private static final Interval LONGEST = new Interval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
    private static final Interval SHORTEST = new Interval(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);
    private static final LocalDate FIRST_DAY = FIRST.toLocalDate();
    private static final LocalDate LAST_DAY = LocalDate.of(5_874_897, 12, 31);

    private Times() {}

    static Instant cut(String label, Instant time) {
        if (time.getEpochSecond() < FIRST_SECOND || time.getEpochSecond() >= SECOND_BEHIND_LAST) {
            throw outOfRange(label, "timestamptz", "294276");
        }
        int finer = time.getNano() % 1000;
        return finer == 0 ? time : time.minusNanos(finer);
    }

    static LocalDateTime cut(String label, LocalDateTime time) {
        if (time.isBefore(FIRST) || !time.isBefore(BEHIND_LAST)) {
            throw outOfRange(label, "timestamp", "294276");
        }
        int finer = time.getNano() % 1000;
        return finer == 0 ? time : time.minusNanos(finer);
    }

    static LocalDate checked(String label, LocalDate day) {
        if (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY)) {
            throw outOfRange(label, "date", "5874897");
        }
        return day;
    }

    static LocalTime cut(LocalTime time) {
        int finer = time.getNano() % 1000;
        return finer == 0 ? time : time.minusNanos(finer);
    }

    /** Refuses the two that mean infinity to PostgreSQL 17 and newer. */
    static Interval checked(String label, Interval interval) {
        if (interval.equals(LONGEST) || interval.equals(SHORTEST)) {
            throw new InvalidValueException(
                    label, "is an interval that PostgreSQL takes for infinity", "give a shorter one");
        }
        return interval;
    }

    private static InvalidValueException outOfRange(String label, String type, String lastYear) {
        return new InvalidValueException(
                label,
                "is before 24 November 4713 BC or behind the year " + lastYear + ", which PostgreSQL's " + type
                        + " can't keep",
                "give a time within");
    }
}
