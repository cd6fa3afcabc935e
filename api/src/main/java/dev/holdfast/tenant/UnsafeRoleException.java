package dev.holdfast.tenant;

import dev.holdfast.error.HoldfastException;

/**
 * The application connects as a role that row-level security doesn't bind, or that could switch it off: a superuser, one with
 * BYPASSRLS, the tables' owner, or a role that may become one of these.
 */
public final class UnsafeRoleException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String role;

    public UnsafeRoleException(String role, String message) {
        super(message);
        this.role = role;
    }

    /** As which the application connects. */
    public String role() {
        return role;
    }
}
