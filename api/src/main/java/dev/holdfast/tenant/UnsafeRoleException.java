package dev.holdfast.tenant;

import dev.holdfast.error.HoldfastException;

/** The application connects as a role that row-level security doesn't bind (superuser, BYPASSRLS, or the owner of everything). */
public final class UnsafeRoleException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public UnsafeRoleException(String message) {
        super(message);
    }
}
