package dev.holdfast.event;

import java.util.List;

/**
 * Where the events of one stream stand. Immutable.
 *
 * @param firstVersion the first event's
 * @param lastVersion the last event's, and the stream's unless others appended since
 * @param positions the events', in their order
 * @param duplicate true where the same events had been appended before, and nothing was stored now
 */
public record AppendResult(
        StreamId stream, long firstVersion, long lastVersion, List<Position> positions, boolean duplicate) {

    public AppendResult {
        positions = List.copyOf(positions);
    }

    /** The last event's position. */
    public Position position() {
        return positions.get(positions.size() - 1);
    }
}
