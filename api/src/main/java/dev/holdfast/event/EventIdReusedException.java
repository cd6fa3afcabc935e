package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;
import java.util.UUID;

/**
 * An event's id belongs to another event of the tenant: one in another stream, or of another type. Nothing was stored; a
 * transaction around it goes on.
 */
public final class EventIdReusedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final UUID id;
    private final StreamId existing;

    public EventIdReusedException(UUID id, StreamId existing) {
        super("The event id " + id + " belongs to another event already, of another stream or type, in the stream "
                + existing + ": give each event an id of its own, as NewEvent.of(…) does");
        this.id = id;
        this.existing = existing;
    }

    public UUID id() {
        return id;
    }

    /** The stream of the event that has the id. */
    public StreamId existing() {
        return existing;
    }
}
