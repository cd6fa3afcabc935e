package dev.holdfast.internal;

/** For whom a statement is rendered: it decides whether the tenant's filter and stamp are written. */
public enum Audience {
    /** One tenant: each tenant-owned table is filtered by, and stamped with, {@link Parameter#tenant}. */
    TENANT,
    /** All tenants: no filter; the tenant key is an ordinary column that an insert must set. */
    ACROSS_TENANTS
}
