package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;

/** A stream's state can't be made from its events, since the first ones were truncated and no snapshot holds them. */
public final class TruncatedStreamException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final StreamId stream;
    private final long firstVersion;

    public TruncatedStreamException(StreamId stream, long firstVersion) {
        super("The stream " + stream + " was truncated before version " + firstVersion
                + ", and no snapshot of the current schema version holds what came before: let its next event hold the"
                + " whole state, and declare the aggregate startsAnewWhereTruncated()");
        this.stream = stream;
        this.firstVersion = firstVersion;
    }

    public StreamId stream() {
        return stream;
    }

    /** The first version that is left. */
    public long firstVersion() {
        return firstVersion;
    }
}
