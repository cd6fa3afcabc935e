package dev.holdfast.value;

import java.time.Duration;

/**
 * PostgreSQL's {@code interval}, exactly: months, days and microseconds are kept apart, since a month has no fixed
 * number of days and a day no fixed number of hours.
 *
 * @param months whole months, years included
 * @param days whole days
 * @param microseconds the time part in microseconds
 */
public record Interval(int months, int days, long microseconds) {

    /** An interval without months and days. Nanoseconds below a microsecond are refused, not dropped. */
    public static Interval of(Duration duration) {
        if (duration.getNano() % 1000 != 0) {
            throw new IllegalArgumentException(
                    "PostgreSQL keeps microseconds, and " + duration + " is finer: truncate it first");
        }
        return new Interval(
                0, 0, Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1000));
    }

    /** An interval of whole days. */
    public static Interval ofDays(int days) {
        return new Interval(0, days, 0);
    }

    /** An interval of whole months. */
    public static Interval ofMonths(int months) {
        return new Interval(months, 0, 0);
    }

    /**
     * The same as a duration.
     *
     * @throws ArithmeticException where there are months or days, whose length depends on the date
     */
    public Duration toDuration() {
        if (months != 0 || days != 0) {
            throw new ArithmeticException(
                    this + " has months or days, whose length depends on the date it is added to");
        }
        return Duration.ofSeconds(
                Math.floorDiv(microseconds, 1_000_000L), Math.floorMod(microseconds, 1_000_000L) * 1000);
    }

    /** Text that PostgreSQL reads alike whatever {@code intervalstyle} is set. */
    public String toSqlText() {
        // in the style sql_standard a minus in front counts for all parts, unless another has a sign of its own
        String sign = months < 0 ? "+" : "";
        return months + " months " + (days < 0 ? "" : sign) + days + " days " + (microseconds < 0 ? "" : sign)
                + microseconds + " microseconds";
    }
}
