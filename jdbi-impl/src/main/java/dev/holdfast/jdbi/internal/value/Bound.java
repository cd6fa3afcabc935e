package dev.holdfast.jdbi.internal.value;

import dev.holdfast.internal.ValueType;
import dev.holdfast.jdbi.internal.value.Protector.ParameterProtector;
import org.jspecify.annotations.Nullable;

/**
 * What a session adds to a statement's parameters.
 *
 * @param tenant bound where the session's tenant goes; null where there is none
 * @param protector encrypts and hashes values; null where none is
 */
public record Bound(@Nullable Object tenant, @Nullable ParameterProtector protector) {

    byte[] protect(ValueType type, Object value) {
        if (protector == null) {
            throw Protector.missing();
        }
        return protector.protect(type, value);
    }
}
