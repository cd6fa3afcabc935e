package dev.holdfast.jdbi.internal.tenant;

import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.internal.Gate;

/** What a tenant's id may be: the same where a tenant is registered and where its scope is opened. */
public final class TenantIds {

    public static final String LABEL = "A tenant's id";
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
        if (id instanceof String text) {
            if (text.isBlank()) {
                throw new TenantRequiredException(LABEL + " is empty: " + FIX);
            }
            Gate.name(LABEL, text, MAX_LENGTH, FIX);
        }
        return id;
    }
}
