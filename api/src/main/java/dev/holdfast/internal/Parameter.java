package dev.holdfast.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bound value with its type and the name of the column it is for: whoever makes one brings its value through the
 * {@link Gate}. Its {@link #toString()} never shows the value.
 *
 * @param value the value in Java's terms, an array as {@code Object[]}, or null for SQL's NULL; null where it is the session's
 * @param type how it is sent
 * @param label the column or argument it belongs to, for error messages
 * @param source where the value that is bound comes from
 */
public record Parameter(@Nullable Object value, ValueType type, String label, Source source) {

    /** Where a value comes from. */
    public enum Source {
        /** It is the parameter's own. */
        GIVEN,
        /** The session's tenant. */
        TENANT,
        /** Who acts in the session: empty for nobody, null in a transaction, whose settings say it. */
        ACTOR,
        /** The same of why. */
        REASON,
        /** The same of the request. */
        REQUEST_ID
    }

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
        return new Parameter(value, type, label, Source.GIVEN);
    }

    /** The place where the session's tenant is bound, so that one rendered text serves every tenant. */
    public static Parameter tenant(ValueType type, String label) {
        return new Parameter(null, type, label, Source.TENANT);
    }

    /** The place where what the session says of itself is bound. */
    public static Parameter told(Source source, ValueType type, String label) {
        return new Parameter(null, type, label, source);
    }

    /** Whether the session's tenant is bound. */
    public boolean isTenant() {
        return source == Source.TENANT;
    }

    @Override
    public String toString() {
        return label + "=" + (value == null ? "null" : "***") + "::" + type.name();
    }
}
