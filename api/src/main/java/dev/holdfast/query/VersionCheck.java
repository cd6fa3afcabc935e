package dev.holdfast.query;

import dev.holdfast.error.HoldfastException;

/**
 * How to find out why a statement with {@code atVersion} changed nothing.
 *
 * @param table the table's name
 * @param expected the version that was named
 * @param actual asks for the version that the row has
 */
public record VersionCheck(String table, long expected, SelectQuery<Long> actual) {

    /**
     * For what runs statements: why the mutation whose check this is wrote no row. It is at another version, deleted, or not
     * there; asks the database.
     */
    public HoldfastException failure(StatementRunner runner, Mutation mutation) {
        return Cardinality.noRow(runner, mutation);
    }
}
