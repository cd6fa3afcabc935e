package dev.holdfast.table;

import org.jspecify.annotations.Nullable;

/**
 * A default that PostgreSQL computes. See {@link Defaults}.
 *
 * @param sql the expression as it stands in DDL
 */
@SuppressWarnings("unused") // T ties a default to the columns that can have it
public record Default<T extends @Nullable Object>(String sql) {}
