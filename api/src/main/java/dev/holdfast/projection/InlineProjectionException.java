package dev.holdfast.projection;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;

/**
 * A handler of an inline projection has thrown, which is the cause: nothing of the append is stored. Where the append was part of a
 * transaction, that is as it was before, and may go on.
 */
public final class InlineProjectionException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String projection;
    private final int projectionVersion;
    private final transient StreamId stream;
    private final long version;
    private final transient Position position;

    /**
     * For what runs the store.
     *
     * @param event that the handler was given; of several the first
     */
    public InlineProjectionException(Projection projection, RecordedEvent<?> event, Throwable cause) {
        super(
                "The inline projection " + projection + " couldn't handle version " + event.version()
                        + " of the stream "
                        + event.stream() + ", a " + event.type() + ", so nothing of the append is stored: "
                        + cause.getClass().getName()
                        + ". Mend what the cause tells in its handler, or append what that can handle",
                cause);
        this.projection = projection.name();
        this.projectionVersion = projection.version();
        this.stream = event.stream();
        this.version = event.version();
        this.position = event.position();
    }

    public String projection() {
        return projection;
    }

    /** The projection's version. */
    public int projectionVersion() {
        return projectionVersion;
    }

    public StreamId stream() {
        return stream;
    }

    /** The event's version in the stream, which it would have had. */
    public long version() {
        return version;
    }

    /** The event's position, which it would have had, and nothing has now. */
    public Position position() {
        return position;
    }
}
