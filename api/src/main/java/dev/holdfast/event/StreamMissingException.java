package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;

/** A stream that was to be closed, archived or truncated isn't there for this tenant. */
public final class StreamMissingException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final StreamId stream;

    public StreamMissingException(StreamId stream) {
        super("There is no stream " + stream + " of this tenant: check the category and the id");
        this.stream = stream;
    }

    public StreamId stream() {
        return stream;
    }
}
