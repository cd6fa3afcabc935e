package dev.holdfast.jdbi.internal.value;

import dev.holdfast.value.Interval;
import java.math.BigDecimal;

/**
 * PostgreSQL's text of an interval, in any {@code IntervalStyle}: the text itself tells which. pgjdbc reads 0 where it
 * doesn't know the style.
 *
 * <pre>
 * postgres          1 year 2 mons -3 days +04:05:06.7
 * postgres_verbose  @ 1 year 2 mons -3 days 4 hours 5 mins 6.7 secs ago
 * iso_8601          P1Y2M-3DT4H5M6.7S
 * sql_standard      +1-2 -3 +4:05:06.7   or one of 1-2, 3 4:05:06.7, with a sign that is the whole's
 * </pre>
 */
final class IntervalText {

    private int months;
    private int days;
    private long microseconds;

    private IntervalText() {}

    /**
     * The interval.
     *
     * @throws RuntimeException where the text is none, infinity included
     */
    static Interval parse(String text) {
        IntervalText parsed = new IntervalText();
        if (text.startsWith("P")) {
            parsed.iso(text);
        } else if (text.startsWith("@")) {
            boolean ago = text.endsWith(" ago");
            parsed.units(text.substring(1, text.length() - (ago ? 4 : 0)).strip(), ago);
        } else if (text.chars().anyMatch(Character::isLetter)) {
            parsed.units(text, false);
        } else {
            parsed.standard(text);
        }
        return new Interval(parsed.months, parsed.days, parsed.microseconds);
    }

    private void iso(String text) {
        boolean isTime = false;
        int start = 1;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'T') {
                isTime = true;
                start = i + 1;
            } else if (Character.isLetter(c)) {
                add(text.substring(start, i), isoUnit(c, isTime), false);
                start = i + 1;
            }
        }
    }

    private static String isoUnit(char letter, boolean isTime) {
        return switch (letter) {
            case 'Y' -> "year";
            case 'M' -> isTime ? "min" : "mon";
            case 'D' -> "day";
            case 'H' -> "hour";
            case 'S' -> "sec";
            default -> throw none();
        };
    }

    /** Numbers with units, and at last perhaps a time. */
    private void units(String text, boolean negated) {
        String[] parts = text.split(" ");
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].indexOf(':') >= 0) {
                time(parts[i], negated);
            } else if (i + 1 < parts.length) {
                add(parts[i], parts[++i], negated);
            } else if (!parts[i].equals("0")) {
                throw none();
            }
        }
    }

    private void standard(String text) {
        String[] parts = text.split(" ");
        boolean each = parts.length == 3;
        boolean negated = !each && text.startsWith("-");
        for (int i = 0; i < parts.length; i++) {
            String part = negated && i == 0 ? parts[i].substring(1) : parts[i];
            int dash = part.indexOf('-', 1);
            if (part.indexOf(':') >= 0) {
                time(part, negated);
            } else if (dash > 0) {
                boolean minus = negated || part.startsWith("-");
                add(unsigned(part.substring(0, dash)), "year", minus);
                add(part.substring(dash + 1), "mon", minus);
            } else {
                add(part, "day", negated);
            }
        }
    }

    private static String unsigned(String number) {
        return number.startsWith("+") || number.startsWith("-") ? number.substring(1) : number;
    }

    /** Hours, minutes and seconds; a sign is the whole's. */
    private void time(String text, boolean negated) {
        boolean minus = negated != text.startsWith("-");
        String[] parts = unsigned(text).split(":");
        if (parts.length != 3) {
            throw none();
        }
        add(parts[0], "hour", minus);
        add(parts[1], "min", minus);
        add(parts[2], "sec", minus);
    }

    private void add(String number, String unit, boolean negated) {
        BigDecimal value = negated ? new BigDecimal(number).negate() : new BigDecimal(number);
        switch (unit) {
            case "year", "years" -> months = Math.addExact(months, Math.multiplyExact(value.intValueExact(), 12));
            case "mon", "mons" -> months = Math.addExact(months, value.intValueExact());
            case "day", "days" -> days = Math.addExact(days, value.intValueExact());
            case "hour", "hours" -> addTime(value, 3_600_000_000L);
            case "min", "mins" -> addTime(value, 60_000_000);
            case "sec", "secs" -> addTime(value, 1_000_000);
            default -> throw none();
        }
    }

    private void addTime(BigDecimal value, long unit) {
        long added = value.multiply(BigDecimal.valueOf(unit)).longValueExact();
        microseconds = Math.addExact(microseconds, added);
    }

    private static IllegalArgumentException none() {
        return new IllegalArgumentException("not the text of an interval");
    }
}
