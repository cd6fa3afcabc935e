package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;

/** A stream that was closed or archived takes no more events. Nothing was stored; a transaction around it goes on. */
public final class StreamClosedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final StreamId stream;
    private final StreamState state;

    public StreamClosedException(StreamId stream, StreamState state) {
        super("The stream " + stream + " is " + (state == StreamState.CLOSED ? "closed" : "archived")
                + " and takes no more events: begin another stream");
        this.stream = stream;
        this.state = state;
    }

    public StreamId stream() {
        return stream;
    }

    public StreamState state() {
        return state;
    }
}
