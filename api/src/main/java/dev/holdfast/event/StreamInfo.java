package dev.holdfast.event;

import java.time.Instant;

/**
 * What is known of a stream. Immutable.
 *
 * @param version the last event's; 0 where it has none
 * @param firstVersion the first one that a read gives: above 1 where the stream was truncated
 * @param recordedAt when the last event was recorded
 */
public record StreamInfo(
        StreamId stream, long version, long firstVersion, StreamState state, Instant createdAt, Instant recordedAt) {}
