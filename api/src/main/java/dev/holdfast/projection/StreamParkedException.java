package dev.holdfast.projection;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Position;
import dev.holdfast.event.StreamId;

/** What was waited for is an event of a parked stream: it isn't handled before somebody mends what stops it. */
public final class StreamParkedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String projection;
    private final transient StreamId stream;
    private final transient Position wanted;
    private final transient Position failedAt;

    /**
     * For what waits.
     *
     * @param failedAt the event that couldn't be handled
     */
    public StreamParkedException(String projection, StreamId stream, Position wanted, Position failedAt) {
        super("The projection " + projection + " has parked the stream " + stream + " at " + failedAt
                + ", so it won't come to " + wanted + ": mend what projections().parked(\"" + projection
                + "\") tells, then unpark it");
        this.projection = projection;
        this.stream = stream;
        this.wanted = wanted;
        this.failedAt = failedAt;
    }

    public String projection() {
        return projection;
    }

    /** The stream that is parked. */
    public StreamId stream() {
        return stream;
    }

    /** What was waited for. */
    public Position wanted() {
        return wanted;
    }

    /** The event that couldn't be handled. */
    public Position failedAt() {
        return failedAt;
    }
}
