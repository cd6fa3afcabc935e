package dev.holdfast.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bound value with its type and the name of the column it is for: whoever makes one brings its value through the
 * {@link Gate}. Its {@link #toString()} never shows the value.
 *
 * @param value the value in Java's terms, an array as {@code Object[]}, or null for SQL's NULL; the session's tenant where {@link #isTenant()}
 * @param type how it is sent
 * @param label the column or argument it belongs to, for error messages
 * @param isTenant true where the session's tenant is bound, whatever {@code value} says
 */
public record Parameter(@Nullable Object value, ValueType type, String label, boolean isTenant) {

    public Parameter {
        Objects.requireNonNull(type, "type");
        value = value == null ? null : Gate.pass(type, label, value);
    }

    /**
     * A value for {@code label}, sent as {@code type}.
     *
     * @throws dev.holdfast.error.InvalidValueException where PostgreSQL can't keep it as it is
     */
    public static Parameter of(@Nullable Object value, ValueType type, String label) {
        return new Parameter(value, type, label, false);
    }

    /** The place where the session's tenant is bound, so that one rendered text serves every tenant. */
    public static Parameter tenant(ValueType type, String label) {
        return new Parameter(null, type, label, true);
    }

    @Override
    public String toString() {
        return label + "=" + (value == null ? "null" : "***") + "::" + type.name();
    }
}
