package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;

/** A reader who wants all events came to one that can't be read. */
public final class UnreadableEventException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final transient FailedEvent failed;

    UnreadableEventException(FailedEvent failed) {
        super(
                "The event at " + failed.position() + ", version " + failed.version() + " of the stream "
                        + failed.category() + "/" + failed.streamId() + " of tenant " + failed.tenantId() + ", \""
                        + failed.type() + "\" at schema version " + failed.schemaVersion()
                        + ", can't be read: see the cause. readAll(…).page(…) gives such events apart, in failed(), and goes"
                        + " on behind them",
                failed.cause());
        this.failed = failed;
    }

    /** The event, as it is stored. */
    public FailedEvent failed() {
        return failed;
    }
}
