package dev.holdfast.internal;

/** Whose rows a session works on: it decides whether the tenant's filter and stamp are written into its statements. */
public enum Audience {
    /** One tenant's: each tenant-owned table is filtered by, and stamped with, {@link Parameter#tenant}. */
    TENANT,
    /** Those of all tenants: no filter; the tenant key is an ordinary column that an insert must set. */
    ALL_TENANTS,
    /** Those of tables that belong to no tenant; a statement that names another is refused before it is sent. */
    NO_TENANT
}
