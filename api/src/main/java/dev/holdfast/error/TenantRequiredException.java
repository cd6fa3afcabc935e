package dev.holdfast.error;

/** A session without a tenant touched a tenant-owned table, or the tenant given isn't one. */
public final class TenantRequiredException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public TenantRequiredException(String message) {
        super(message);
    }
}
