package dev.holdfast.audit;

/** What happened to a row, or to a whole table. */
public enum AuditAction {
    /** The row is new. */
    INSERT,
    /** Columns of the row changed. */
    UPDATE,
    /** The row is gone. */
    DELETE,
    /** The row of a soft-deletable table was hidden. */
    SOFT_DELETE,
    /** The hidden row is live again. */
    RESTORE,
    /** The row of a soft-deletable table is gone for good. */
    PURGE,
    /** The table was emptied at once; which rows it had isn't known. */
    TRUNCATE
}
