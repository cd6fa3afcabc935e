package dev.holdfast.table;

/**
 * What the deletion of a row does to the rows that refer to it. Where the row referred to is of a
 * {@link SoftDeletable} table, its deletion hides it, and no action loses a row.
 */
public enum OnDelete {
    /** The deletion is refused while rows refer to it: live ones, where it is soft. */
    RESTRICT,
    /** The referring rows go too; softly with the same deletion id, so that restoring brings exactly them back. */
    CASCADE,
    /** The referring column becomes NULL; the tenant stays. Not for a soft deletion, which nothing could undo then. */
    SET_NULL,
    /** The referring rows stay live. For references to a {@link SoftDeletable} table. */
    KEEP,
    /**
     * A referring row is live while it and the row referred to are. For references to a {@link SoftDeletable} table;
     * holds for statements of Holdfast and for the live view.
     */
    DERIVE
}
