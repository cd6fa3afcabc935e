package dev.holdfast.table;

/** What a column is for, beyond holding a value. */
public enum ColumnRole {
    PLAIN,
    /** Names the tenant that owns the row: stamped, filtered, immutable. */
    TENANT_KEY,
    /** Counts the updates of the row, for optimistic locking. */
    VERSION,
    /** When the row was inserted. */
    CREATED,
    /** When the row was last updated. */
    UPDATED,
    /** Tells of the row's deletion: set by deleting and restoring alone. */
    DELETION,
    /** Keeps ciphertexts of the values. */
    ENCRYPTED,
    /** Keeps keyed hashes of an encrypted column's values: computed whenever those are set. */
    BLIND_INDEX
}
