package dev.holdfast.doctor;

/** What the doctor looks for. */
public enum Check {
    /** The application's role is a superuser. */
    SUPERUSER,
    /** The application's role passes by row-level security. */
    BYPASSRLS,
    /** The application's role owns the table, and could switch its policies off. */
    OWNER,
    /** The application's role or the owner is a member of a role that sees all tenants. */
    MEMBERSHIP,
    /** A registered table or one of its columns isn't there. */
    MISSING,
    /** A column differs from its declaration. */
    DRIFT,
    /** Row-level security isn't enabled. */
    RLS_DISABLED,
    /** Row-level security isn't forced on the owner. */
    RLS_NOT_FORCED,
    /** No restrictive policy holds the application's role to its tenant. */
    POLICY_MISSING,
    /** A policy lets rows be written that it wouldn't let be read. */
    WITH_CHECK_MISSING,
    /** A permissive policy opens the table to a role beyond the two that Holdfast grants. */
    POLICY_BROAD,
    /** A policy reads the setting without the guards: an error or a per-row call instead of no rows. */
    BARE_SETTING,
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
    INDEX_SWITCHED_OFF,
    /** A soft-deletable table lacks a column, the check or a trigger of a deletion. */
    SOFT_DELETE_MISSING,
    /** The application's role, or the one for work across tenants, may delete rows of a soft-deletable table for good. */
    DELETE_GRANTED,
    /** A unique key counts deleted rows, so that their values can't be taken again. */
    UNIQUE_COUNTS_DELETED,
    /** A soft-deletable table lacks an index among its live rows, or one that finds its deletions. */
    LIVE_INDEX_MISSING,
    /** A reference to a soft-deletable table has no keys in PostgreSQL, or such as do something else. */
    SOFT_KEY_MISSING,
    /** A table that isn't registered refers to a soft-deletable one, whose deletion doesn't know of it. */
    UNREGISTERED_CHILD,
    /** The live view isn't there, or isn't what the table has come to need. */
    LIVE_VIEW_STALE,
    /** The purge function isn't there, lacks a guard, or takes other rows than the table object says. */
    PURGE_DIFFERS,
    /** A table has encrypted columns, and this Holdfast was built without encryption. */
    ENCRYPTION_NOT_CONFIGURED,
    /** An encrypted column or a blind index isn't {@code bytea}. */
    NOT_BYTEA,
    /** PostgreSQL takes clear text in an encrypted column. */
    CLEAR_TEXT_ALLOWED,
    /** An index, a key, a view, a generated column or statistics are made from an encrypted column's content. */
    CIPHERTEXT_USED,
    /** No index of PostgreSQL finds or keeps unique what a blind index column has. */
    BLIND_INDEX_MISSING,
    /** A blind index turns out to have few values, which are told by how often each comes. */
    BLIND_INDEX_FEW_VALUES,
    /** The table of data keys isn't there, or the application can't use it. */
    DATA_KEYS_UNUSABLE,
    /** The table of data keys lacks a guard: a fence between tenants, a trigger, or it lets keys be deleted. */
    DATA_KEYS_UNGUARDED,
    /** By the number of rows, a data key may be near the number of values that it is good for. */
    DATA_KEY_WORN,
    /** A data key was superseded long ago, and still decrypts. */
    DATA_KEY_SUPERSEDED,
    /** Data keys are wrapped by a key of the keyring that isn't its primary one any more. */
    WRAPPING_KEY_OLD,
    /** Data keys are wrapped by a key that the keyring doesn't have. */
    WRAPPING_KEY_UNKNOWN,
    /** The event store isn't there, or the application can't use it. */
    EVENTS_UNUSABLE,
    /** The event store lacks a guard: a fence between tenants, a trigger, or it lets events be changed. */
    EVENTS_UNGUARDED,
    /** The sequence of positions would let readers pass by events, or give positions out twice. */
    EVENT_POSITIONS_UNSAFE,
    /** The event store lacks an index. */
    EVENT_INDEX_MISSING,
    /** A transaction that has appended is open for long, and all readers in order wait for it. */
    EVENT_READERS_HELD,
    /** Streams are long, and no snapshot is near their end. */
    SNAPSHOTS_DUE
}
