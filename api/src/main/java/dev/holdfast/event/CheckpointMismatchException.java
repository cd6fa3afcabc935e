package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;

/**
 * A checkpoint doesn't fit what is stored: it is of another store, or this one was restored to an earlier time, or has lost
 * commits in a crash or a failover. Whoever went on from it would miss events without a word. Nothing was read; a transaction
 * around it goes on.
 */
public final class CheckpointMismatchException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    /** What doesn't fit. */
    public enum Reason {
        /** Its position lies above all that were ever drawn here. */
        FUTURE("its position lies above all that were drawn here"),
        /** Another event has its position, of this tenant or of another one. */
        OTHER_EVENT("another event has its position"),
        /** No event has its position any more, as after a purge, and it was made in another store. */
        OTHER_STORE("no event has its position, and it was made in another store");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final String token;
    private final Reason reason;

    public CheckpointMismatchException(Checkpoint checkpoint, Reason reason) {
        super("The checkpoint at " + checkpoint.position() + " doesn't fit this store: " + reason.text
                + ". It is of another store, or this one was restored to an earlier time or lost commits: undo what was made of"
                + " events that are gone, and go on from a checkpoint that fits, or from Checkpoint.START");
        this.token = checkpoint.token();
        this.reason = reason;
    }

    /** The one that was given. */
    public Checkpoint checkpoint() {
        return Checkpoint.parse(token);
    }

    public Reason reason() {
        return reason;
    }
}
