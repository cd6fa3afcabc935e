package dev.holdfast.event;

import java.util.Collections;
import java.util.List;

/**
 * Where the events of one stream stand. Immutable.
 *
 * @param versions the events', in the order in which they were given: ascending, unless they were appended before in another
 *     order
 * @param positions the events', in the same order
 * @param duplicate true where the same events had been appended before, and nothing was stored now
 */
public record AppendResult(StreamId stream, List<Long> versions, List<Position> positions, boolean duplicate) {

    public AppendResult {
        versions = List.copyOf(versions);
        positions = List.copyOf(positions);
    }

    /** The lowest of the events' versions. */
    public long firstVersion() {
        return Collections.min(versions);
    }

    /** The highest of the events' versions, and the stream's unless others appended since. */
    public long lastVersion() {
        return Collections.max(versions);
    }

    /** The highest of the events' positions. */
    public Position position() {
        return Collections.max(positions);
    }
}
