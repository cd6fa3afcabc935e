package dev.holdfast.jdbi.internal.value;

import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.ValueType;
import dev.holdfast.jdbi.internal.value.Protector.ParameterProtector;
import org.jspecify.annotations.Nullable;

/**
 * What a session adds to a statement's parameters.
 *
 * @param tenant bound where the session's tenant goes; null where there is none
 * @param told what goes where the session says something of itself; null where the transaction's settings say it
 * @param protector encrypts and hashes values; null where none is
 */
public record Bound(
        @Nullable Object tenant,
        @Nullable Told told,
        @Nullable ParameterProtector protector) {

    /** Who acts, why and on which request; each empty for none. */
    public record Told(String actor, String reason, String requestId) {}

    /** The same for a statement that says of the session what this says. */
    public Bound telling(Told value) {
        return new Bound(tenant, value, protector);
    }

    @Nullable
    Object value(Parameter parameter) {
        return switch (parameter.source()) {
            case GIVEN -> parameter.value();
            case TENANT -> tenant;
            case ACTOR -> told == null ? null : told.actor();
            case REASON -> told == null ? null : told.reason();
            case REQUEST_ID -> told == null ? null : told.requestId();
        };
    }

    byte[] protect(ValueType type, Object value) {
        if (protector == null) {
            throw Protector.missing();
        }
        return protector.protect(type, value);
    }
}
