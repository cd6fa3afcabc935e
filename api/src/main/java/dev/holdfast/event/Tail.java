package dev.holdfast.event;

import org.jspecify.annotations.Nullable;

/**
 * What a stream's state is made of. Immutable.
 *
 * @param version of the stream's last event; 0 where it isn't there
 * @param firstVersion the first one that wasn't truncated; 1 where it isn't there
 * @param snapshot null for none that can be used
 * @param page the events behind it, or from the first one on, in their order
 */
public record Tail<S, E>(
        long version, long firstVersion, @Nullable Snapshot<S> snapshot, StreamPage<TailEvent<E>> page) {}
