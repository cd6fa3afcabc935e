package dev.holdfast.jdbi.internal.tenant;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlType;
import org.jspecify.annotations.Nullable;

/** What a tenant's id may be: the same where a tenant is registered and where its scope is opened. */
public final class TenantIds {

    static final String LABEL = "A tenant's id";
    private static final int MAX_LENGTH = 200;
    private static final String FIX = "give the id under which it is registered";

    private TenantIds() {}

    /**
     * An id that is checked, where it is text.
     *
     * @throws TenantRequiredException where it is blank
     * @throws dev.holdfast.error.InvalidValueException where PostgreSQL can't keep it, or it is too long
     */
    public static Object checked(Object id) {
        requireGiven(id);
        if (id instanceof String text) {
            if (text.isBlank()) {
                throw new TenantRequiredException(LABEL + " is empty: " + FIX);
            }
            Gate.name(LABEL, text, MAX_LENGTH, FIX);
        }
        return id;
    }

    /** From Java null passes. */
    private static void requireGiven(@Nullable Object id) {
        if (id == null) {
            throw new InvalidValueException(LABEL, "is null", FIX);
        }
    }

    /**
     * An id by which a tenant's rows are looked for.
     *
     * @param type the schema's tenant keys have it; null where no table has a tenant
     * @throws TenantRequiredException where it is blank, or of another type
     * @throws dev.holdfast.error.InvalidValueException where PostgreSQL can't keep it
     */
    public static Object checked(@Nullable SqlType<?> type, Object id) {
        checked(id);
        if (type == null) {
            return id;
        }
        if (type.javaClass().isInstance(id)) {
            Values.toWire(type, LABEL, id);
        } else if (type.javaClass() != Object.class) {
            throw new TenantRequiredException("A tenant's id of type "
                    + id.getClass().getSimpleName() + " was given, but the schema's tenant keys are " + type
                    + ": give one of that type");
        }
        return id;
    }
}
