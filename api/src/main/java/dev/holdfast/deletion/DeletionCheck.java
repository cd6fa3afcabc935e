package dev.holdfast.deletion;

import dev.holdfast.doctor.Check;

/** What the doctor looks for in soft-deletable tables. */
public enum DeletionCheck implements Check {
    /** A table has the columns of soft deletes, and its table object isn't soft-deletable: it counts deleted rows. */
    SOFT_DELETE_NOT_DECLARED,
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
    PURGE_DIFFERS
}
