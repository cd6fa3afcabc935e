package dev.holdfast.event;

import dev.holdfast.error.DatabaseException;

/**
 * An append drew a position that an event of the tenant has already: the sequence of positions was set back, as by a restore
 * of the events without it. Nothing was stored; a surrounding transaction has failed.
 */
public final class PositionTakenException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    /** The sequence that positions are drawn from. */
    private static final String SEQUENCE = "holdfast.event_positions";

    /**
     * For what runs the store.
     *
     * @param refused PostgreSQL's refusal
     */
    public PositionTakenException(DatabaseException refused) {
        super(
                "The position that " + SEQUENCE
                        + " gave for an event is another event's already: the sequence was set back,"
                        + " or not restored with the events. Nothing was stored. Set it to the highest position there is, by"
                        + " the statement that holdfast.doctor() gives for EVENT_POSITIONS_UNSAFE, before anything else is"
                        + " appended: events of other tenants may get positions that readers have passed",
                new Refusal(
                        refused.sqlState(),
                        refused.table(),
                        refused.column(),
                        refused.constraint(),
                        refused.serverMessage()),
                refused.getCause());
    }

    /** The sequence that was set back. */
    public String sequence() {
        return SEQUENCE;
    }
}
