package dev.holdfast.internal;

import dev.holdfast.error.InvalidValueException;
import java.math.BigDecimal;

/** What PostgreSQL's {@code numeric} can keep. Never writes a number out: {@code 1E+999999999} would fill the memory. */
final class Decimals {

    private static final int MOST_BEFORE_POINT = 131_072;
    private static final int MOST_BEHIND_POINT = 16_383;

    private Decimals() {}

    static boolean fits(BigDecimal value) {
        return value.scale() <= MOST_BEHIND_POINT && (long) value.precision() - value.scale() <= MOST_BEFORE_POINT;
    }

    static BigDecimal checked(String label, BigDecimal value) {
        if (!fits(value)) {
            boolean tooFine = value.scale() > MOST_BEHIND_POINT;
            throw new InvalidValueException(
                    label,
                    "is a number beyond PostgreSQL's numeric, which has at most "
                            + (tooFine
                                    ? MOST_BEHIND_POINT + " digits behind the point"
                                    : MOST_BEFORE_POINT + " digits before the point"),
                    tooFine ? "round it by setScale(…)" : "give a smaller number, or keep it as text");
        }
        return value;
    }

    /** Refuses what {@code numeric(precision, scale)} would round off without a word, or overflow. */
    static void requireExact(ValueType type, String label, BigDecimal value) {
        if (value.signum() == 0) {
            return;
        }
        int scale = type.scale();
        BigDecimal least = value.scale() > scale ? value.stripTrailingZeros() : value;
        if (least.scale() > scale) {
            throw new InvalidValueException(
                    label,
                    "has " + least.scale() + " decimal places, but " + name(type) + " keeps " + scale
                            + ", and would round the rest off",
                    "round it yourself, as by setScale(" + scale + ", RoundingMode.HALF_UP), or widen the column");
        }
        int digits = value.precision() - value.scale();
        if (digits > type.precision() - scale) {
            throw new InvalidValueException(
                    label,
                    "has " + digits + " digits before the point, but " + name(type) + " keeps "
                            + (type.precision() - scale),
                    "give a smaller number, or widen the column");
        }
    }

    /** An encrypted column's own name is bytea. */
    private static String name(ValueType type) {
        return "numeric(" + type.precision() + "," + type.scale() + ")";
    }
}
