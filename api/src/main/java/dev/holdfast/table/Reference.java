package dev.holdfast.table;

/**
 * A foreign key of one column; where both tables are tenant-owned the key in PostgreSQL has the tenant as well.
 *
 * @param from the referring column
 * @param to the column referred to
 * @param onDelete what happens to the referring row
 */
public record Reference(AnyColumn<?> from, AnyColumn<?> to, OnDelete onDelete) {}
