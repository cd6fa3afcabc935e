package dev.holdfast;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.table.Schema;
import java.util.UUID;

/**
 * The entry: opens scopes. Immutable and thread-safe; an application has one. It owns no connection and no pool, so
 * there is nothing to close.
 */
public interface Holdfast {

    /** The tables it knows. */
    Schema schema();

    /**
     * A scope of a tenant with a {@code bigint} key. Nothing is sent until a statement runs.
     *
     * @throws dev.holdfast.error.TenantRequiredException where the schema's tenants are of another type
     */
    TenantScope tenant(long id);

    /** A scope of a tenant with a {@code uuid} key. */
    TenantScope tenant(UUID id);

    /** A scope of a tenant with a {@code text} key: not blank, without NUL, at most 200 characters. */
    TenantScope tenant(String id);

    /**
     * The door over all tenants' rows, through the data source given for it.
     *
     * @param reason why; not blank. PostgreSQL sees it as {@code holdfast.reason}
     */
    AcrossTenants acrossTenants(String reason);

    /** A scope for tables that belong to no tenant; tenant-owned ones are refused. */
    Scope withoutTenant();

    /**
     * Looks at the database as the application's role sees it, and tells what would let Holdfast's promises slip.
     * Reads catalogs only; takes well under a second for hundreds of tables.
     */
    Diagnosis doctor();
}
