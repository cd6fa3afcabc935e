package dev.holdfast.tenant;

import dev.holdfast.doctor.Check;

/** What the doctor looks for in the fence around tenants. */
public enum TenantCheck implements Check {
    /** Row-level security isn't enabled. */
    RLS_DISABLED,
    /** Row-level security isn't forced on the owner. */
    RLS_NOT_FORCED,
    /** Row-level security is forced on the owner, and no policy tells it so: its statements reach no row, without a word. */
    OWNER_NOT_TOLD,
    /** No restrictive policy holds the application's role to its tenant. */
    POLICY_MISSING,
    /** A policy lets rows be written that it wouldn't let be read. */
    WITH_CHECK_MISSING,
    /** A permissive policy opens the table to a role beyond the two that Holdfast grants. */
    POLICY_BROAD,
    /** A policy reads the setting without the guards: an error or a per-row call instead of no rows. */
    BARE_SETTING,
    /** Sessions begin with a setting that a transaction is to set, so that what nobody said counts as said. */
    STANDING_SETTING,
    /** PostgreSQL fences or stamps a table by tenant, and its table object has no tenant key. */
    TENANT_NOT_DECLARED,
    /** No index starts with the tenant. */
    TENANT_INDEX_MISSING,
    /** A unique key counts other tenants' rows, and so tells of them. */
    UNIQUE_WITHOUT_TENANT,
    /** A foreign key can point to another tenant's row. */
    FOREIGN_KEY_WITHOUT_TENANT,
    /** A view reads the table with its owner's rights. */
    VIEW_WITHOUT_SECURITY_INVOKER,
    /** A materialized view holds all tenants' rows, and nothing filters them. */
    MATERIALIZED_VIEW,
    /** The application's role may truncate, which row-level security doesn't see. */
    TRUNCATE_GRANTED,
    /** An index whose operators row-level security switches off. */
    INDEX_SWITCHED_OFF
}
