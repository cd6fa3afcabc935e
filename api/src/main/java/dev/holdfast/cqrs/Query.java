package dev.holdfast.cqrs;

import org.jspecify.annotations.Nullable;

/**
 * Something to be asked. Best a record.
 *
 * @param <R> the answer
 */
public interface Query<R extends @Nullable Object> {}
