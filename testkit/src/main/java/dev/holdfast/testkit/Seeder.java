package dev.holdfast.testkit;

import dev.holdfast.TenantScope;

/** Stores one valid row of a table for a tenant, with the parents that it needs. */
@FunctionalInterface
public interface Seeder {

    /**
     * Inserts a row that nobody refers to, and commits it.
     *
     * @param scope the tenant's, with an actor; a plain scope, outside a transaction
     * @return the row's primary key without the tenant: the value itself where it is one column, else a {@code Map} of
     *     columns to values, or a {@link dev.holdfast.query.Row} that has them, such as {@code insertInto(…).returning().one()}
     *     gives. For a table without a primary key, a map or row of columns that tell the row from all others
     */
    Object seed(TenantScope scope) throws Exception;
}
