package dev.holdfast.query;

/**
 * How to find out why a statement with {@code atVersion} changed nothing.
 *
 * @param table the table's name
 * @param expected the version that was named
 * @param actual asks for the version that the row has
 */
public record VersionCheck(String table, long expected, SelectQuery<Long> actual) {}
