package dev.holdfast.event;

/**
 * Which streams of a category. Immutable.
 *
 * @param category the streams' category
 * @param after the id behind which to begin; empty for the first one
 * @param limit how many at most
 */
public record StreamsQuery(String category, String after, int limit) {}
