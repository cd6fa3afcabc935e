package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;

/**
 * A stream that was closed or archived takes no more events, and isn't closed or archived once more. Nothing was stored; a
 * transaction around it goes on.
 */
public final class StreamClosedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final StreamId stream;
    private final StreamState state;

    /** For what runs the store: an append was refused. */
    public StreamClosedException(StreamId stream, StreamState state) {
        this(stream, state, " and takes no more events: begin another stream");
    }

    private StreamClosedException(StreamId stream, StreamState state, String why) {
        super("The stream " + stream + " is " + (state == StreamState.CLOSED ? "closed" : "archived") + why);
        this.stream = stream;
        this.state = state;
    }

    /** For what runs the store: it was to be closed or archived. */
    public static StreamClosedException already(StreamId stream, StreamState state) {
        return new StreamClosedException(stream, state, " already: nothing was changed, and nothing needs to be");
    }

    public StreamId stream() {
        return stream;
    }

    public StreamState state() {
        return state;
    }
}
