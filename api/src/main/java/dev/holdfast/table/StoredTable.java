package dev.holdfast.table;

/** A table of the database itself, other than an alias or a query: what rows are deleted from. */
public sealed interface StoredTable extends Source permits Table, SoftDeletable {}
