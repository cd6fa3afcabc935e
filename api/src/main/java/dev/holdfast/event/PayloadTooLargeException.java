package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;

/** The data of an event has more bytes than the settings allow. Nothing was sent. */
public final class PayloadTooLargeException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String type;
    private final long bytes;
    private final int limit;

    public PayloadTooLargeException(String type, long bytes, int limit) {
        super("The data of an event \"" + type + "\" has " + bytes + " bytes, and " + limit
                + " are allowed: keep large things elsewhere and name them, or raise EventSettings.maxPayload");
        this.type = type;
        this.bytes = bytes;
        this.limit = limit;
    }

    /** The event's registered name. */
    public String type() {
        return type;
    }

    public long bytes() {
        return bytes;
    }

    public int limit() {
        return limit;
    }
}
