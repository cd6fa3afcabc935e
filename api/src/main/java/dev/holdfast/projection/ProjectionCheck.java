package dev.holdfast.projection;

import dev.holdfast.doctor.Check;

/** What the doctor looks for about projections. */
public enum ProjectionCheck implements Check {
    /** The tables of projections aren't there, or one of the roles can't use them or their functions. */
    PROJECTIONS_UNUSABLE,
    /** The tables of projections lack a guard: a fence between tenants, or somebody can move checkpoints by hand. */
    PROJECTIONS_UNGUARDED,
    /** A checkpoint doesn't fit the store, as after one of them was restored without the other. */
    PROJECTION_MISMATCHED,
    /** A partition of a projection fails and is tried again, or a handler of it hangs. */
    PROJECTION_FAILING,
    /** Streams are parked: an event of each can't be handled. */
    STREAMS_PARKED,
    /** No process runs a projection that has something to do. */
    PROJECTION_UNOWNED,
    /** What is read is minutes behind the events. */
    PROJECTION_LAG,
    /** A projection has another number of partitions in the database than in its declaration. */
    PROJECTION_DIFFERS,
    /** The database has a projection, or a version of one, that isn't declared and that nobody runs. */
    PROJECTION_UNDECLARED,
    /** An inline projection is in force that this Holdfast doesn't have: its appends are refused. */
    INLINE_UNKNOWN,
    /** An inline projection has caught up, and nobody puts it in force: it runs behind the appends, as others do. */
    INLINE_NOT_IN_FORCE,
    /** A projection within tenants writes a table that has no tenant key, or whose fence nobody looks at. */
    READ_MODEL_WITHOUT_TENANT
}
