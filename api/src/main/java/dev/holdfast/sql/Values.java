package dev.holdfast.sql;

import dev.holdfast.error.InvalidValueException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks Java values before they become parameters, so that bad input never reaches the database. */
public final class Values {

    private Values() {}

    /**
     * A value that must not be null, checked and converted.
     *
     * @param label the column or argument, for the message
     * @throws InvalidValueException where it is null, of another class, too long, or holds a NUL character
     */
    public static Parameter required(SqlType<?> type, String label, @Nullable Object value) {
        if (value == null) {
            throw new InvalidValueException(
                    label, "is compared with null, which is never true in SQL", "use isNull() or isNotNull()");
        }
        return Parameter.of(toWire(type, label, value), type, label);
    }

    /** As {@link #required}, but null is sent as SQL's NULL. */
    public static Parameter optional(SqlType<?> type, String label, @Nullable Object value) {
        return Parameter.of(value == null ? null : toWire(type, label, value), type, label);
    }

    /** All of a collection as one array parameter; nulls in it are refused, as they would never match. */
    public static Parameter array(SqlType<?> element, String label, Collection<?> values) {
        SqlType<?> type = SqlTypes.array(element);
        Object[] wired = new Object[values.size()];
        int i = 0;
        for (Object value : values) {
            if (value == null) {
                throw new InvalidValueException(
                        label, "is compared with a list that holds a null", "leave it out and use or(isNull())");
            }
            wired[i++] = toWire(element, label, value);
        }
        return Parameter.of(wired, type, label);
    }

    /** A value as its codec takes it, checked. */
    public static Object toWire(SqlType<?> type, String label, Object value) {
        if (!type.javaClass().isInstance(value)) {
            throw new InvalidValueException(
                    label,
                    "takes " + type.javaClass().getName() + ", not "
                            + value.getClass().getName(),
                    "convert the value, or declare the column with .mapped(…)");
        }
        Object wired = type.toWire(value);
        if (wired instanceof String text && type.wire() != Wire.JSON) {
            checkText(type, label, text);
        }
        if (type.element() != null) {
            return elements(type.element(), label, (List<?>) wired);
        }
        return wired;
    }

    private static @Nullable Object[] elements(SqlType<?> element, String label, List<?> values) {
        @Nullable Object[] wired = new @Nullable Object[values.size()];
        for (int i = 0; i < wired.length; i++) {
            Object value = values.get(i);
            wired[i] = value == null ? null : toWire(element, label, value);
        }
        return wired;
    }

    private static void checkText(SqlType<?> type, String label, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidValueException(
                    label, "holds a NUL character, which PostgreSQL's text can't", "remove it, or keep it as bytea");
        }
        int max = type.maxLength();
        if (max > 0 && text.codePointCount(0, text.length()) > max) {
            throw new InvalidValueException(
                    label,
                    "has " + text.codePointCount(0, text.length()) + " characters, but " + type.name() + " takes "
                            + max,
                    "shorten it, or widen the column");
        }
    }
}
