package dev.holdfast.internal;

import dev.holdfast.error.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses Java's null where a call can't do without: Java's compiler lets it through, and Kotlin's where a value comes from
 * Java. Else it would be left out silently, or come up as a bare {@code NullPointerException} later.
 */
public final class Required {

    private static final String FIX = "leave the call out where there is nothing to say";

    private Required() {}

    /**
     * What was given to a call.
     *
     * @param call its name, such as {@code where}
     * @throws InvalidValueException where it is null
     */
    public static <T> T given(String call, @Nullable T value) {
        return given(call, value, FIX);
    }

    /** The same with what to do. */
    public static <T> T given(String call, @Nullable T value, String fix) {
        if (value == null) {
            throw new InvalidValueException(call + "(…)", "was given null", fix);
        }
        return value;
    }

    /** The same for each of several. */
    public static <T> T[] each(String call, T @Nullable [] values) {
        for (T value : given(call, values)) {
            given(call, value);
        }
        return given(call, values);
    }
}
