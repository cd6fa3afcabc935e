package dev.holdfast.internal;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import java.math.BigDecimal;
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
     * @throws InvalidValueException where it is null, of another class, or doesn't pass the {@link Gate}
     */
    public static Parameter required(ValueType type, String label, @Nullable Object value) {
        if (value == null) {
            throw new InvalidValueException(
                    label, "is compared with null, which is never true in SQL", "use isNull() or isNotNull()");
        }
        return Parameter.of(converted(type, label, value), type, label);
    }

    /** As {@link #required}, but null is sent as SQL's NULL. */
    public static Parameter optional(ValueType type, String label, @Nullable Object value) {
        return Parameter.of(value == null ? null : converted(type, label, value), type, label);
    }

    /**
     * As {@link #optional}, for a value that is to be stored: what PostgreSQL would round off to the scale of a
     * {@code numeric(precision, scale)} without a word is refused.
     */
    public static Parameter stored(ValueType type, String label, @Nullable Object value) {
        Parameter parameter = optional(type, label, value);
        requireExact(type, label, parameter.value());
        return parameter;
    }

    private static void requireExact(ValueType type, String label, @Nullable Object wired) {
        ValueType element = type.element();
        if (wired instanceof BigDecimal number && type.precision() > 0) {
            Decimals.requireExact(type, label, number);
        } else if (wired != null && element != null && element.precision() > 0) {
            for (Object each : (@Nullable Object[]) wired) {
                requireExact(element, label, each);
            }
        }
    }

    /** All of a collection as one array parameter; nulls in it are refused, as they would never match. */
    public static Parameter array(ValueType element, String label, @Nullable Collection<?> values) {
        if (values == null) { // from Java it passes
            throw new InvalidValueException(
                    label,
                    "is compared with null instead of a list",
                    "give an empty list for none, or leave the call out");
        }
        ValueType type = new ArrayType(element);
        Object[] wired = new Object[values.size()];
        int i = 0;
        for (Object value : values) {
            if (value == null) {
                throw new InvalidValueException(
                        label, "is compared with a list that holds a null", "leave it out and use or(isNull())");
            }
            wired[i++] = converted(element, label, value);
        }
        return Parameter.of(wired, type, label);
    }

    /** A value as its codec takes it, through the {@link Gate}. */
    public static Object toWire(ValueType type, String label, Object value) {
        return Gate.pass(type, label, converted(type, label, value));
    }

    private static Object converted(ValueType type, String label, Object value) {
        if (!type.javaClass().isInstance(value)) {
            throw new InvalidValueException(
                    label,
                    "takes " + type.javaClass().getName() + ", not "
                            + value.getClass().getName(),
                    "convert the value, or declare the column with .mapped(…)");
        }
        Object wired = mapped(type, label, value);
        return type.element() == null ? wired : elements(type.element(), label, (List<?>) wired);
    }

    private static Object mapped(ValueType type, String label, Object value) {
        try {
            return type.toWire(value);
        } catch (HoldfastException e) {
            throw e;
        } catch (RuntimeException e) { // without its message, which could quote the value
            throw new InvalidValueException(
                    label,
                    "has a value that its mapping refuses with " + e.getClass().getName(),
                    "give another one, or let the function given to mapped(…) take it");
        }
    }

    private static @Nullable Object[] elements(ValueType element, String label, List<?> values) {
        @Nullable Object[] wired = new @Nullable Object[values.size()];
        for (int i = 0; i < wired.length; i++) {
            Object value = values.get(i);
            wired[i] = value == null ? null : converted(element, label, value);
        }
        return wired;
    }
}
