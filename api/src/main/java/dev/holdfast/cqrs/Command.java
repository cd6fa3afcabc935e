package dev.holdfast.cqrs;

import org.jspecify.annotations.Nullable;

/**
 * Something to be done. Best a record; where it is sent with an id, the codec that the Holdfast was built with must be able to
 * write it as JSON, of which a digest is kept.
 *
 * @param <R> what comes of it; {@code Command<@Nullable Void>} for nothing
 */
public interface Command<R extends @Nullable Object> {}
