package dev.holdfast.event;

import dev.holdfast.error.DatabaseException;

/**
 * Events of all streams can't be read in their order here: a reader might pass by one that is still to come. Nothing was read;
 * a surrounding transaction has failed.
 */
public final class OrderUnavailableException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    /** Why the order can't be known. */
    public enum Reason {
        /** The server is a standby, which doesn't know which appends are under way. */
        STANDBY,
        /** The transaction is of a stricter isolation than read committed, and may not see what it must. */
        ISOLATION
    }

    private final Reason reason;

    /**
     * For what runs the store.
     *
     * @param refused PostgreSQL's refusal
     */
    public OrderUnavailableException(Reason reason, DatabaseException refused) {
        super(
                reason == Reason.STANDBY
                        ? "Events of all streams can't be read in their order from a standby, which doesn't know which"
                                + " appends are under way: read them from the primary; read(stream) works here"
                        : "Events of all streams can't be read in their order in a transaction of a stricter isolation than"
                                + " read committed, since one that comes late would be passed by: read them in a session of"
                                + " its own, or begin the transaction at read committed",
                new Refusal(
                        refused.sqlState(),
                        refused.table(),
                        refused.column(),
                        refused.constraint(),
                        refused.serverMessage()),
                refused.getCause());
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
