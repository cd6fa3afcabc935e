package dev.holdfast.table;

/** What a foreign key does when the row it refers to is deleted for real. */
public enum OnDelete {
    /** The deletion is refused. */
    RESTRICT,
    /** The referring rows go too. */
    CASCADE,
    /** The referring column becomes NULL; the tenant stays. */
    SET_NULL
}
