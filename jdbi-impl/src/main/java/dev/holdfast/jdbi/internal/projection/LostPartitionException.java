package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.error.HoldfastException;

/** The partition isn't this process's any more, as it has been told by the database meanwhile. */
final class LostPartitionException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    LostPartitionException(PartitionId id) {
        super(id + " isn't this process's any more: what is under way of it ends here");
    }

    /** For a test that lets a process die. */
    LostPartitionException() {
        super("The process died here, right before the commit");
    }
}
