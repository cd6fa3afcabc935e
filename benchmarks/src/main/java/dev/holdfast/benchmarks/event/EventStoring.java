package dev.holdfast.benchmarks.event;

import java.sql.SQLException;
import java.util.List;

/** One contender's way to store events, in tables of its own. Used by one thread. */
interface EventStoring extends AutoCloseable {

    /** The tables that are written to. */
    List<String> tables();

    /** Creates them where they aren't there. */
    void create(EventTables as) throws SQLException;

    /** Begins streams, in one or several statements; run by a superuser. */
    String filling(EventFill fill);

    /** Version, type and data of a stream's events, in order; the parameter is its number. Run by a superuser. */
    String reading();

    /**
     * Appends events behind a version, all or none, durably.
     *
     * @return the version if they were appended, else the one that the stream has
     */
    long tryAppend(long stream, long version, List<LedgerEvent> events) throws Exception;

    /** Appends to a stream of the contender's own. */
    default void append(long stream, long version, List<LedgerEvent> events) throws Exception {
        long actual = tryAppend(stream, version, events);
        if (actual != version) {
            throw new IllegalStateException(
                    getClass().getSimpleName() + " found the stream " + stream + " at " + actual + ", not " + version);
        }
    }

    /**
     * Appends one event to a stream to which others append, too: again and again, until it comes first.
     *
     * @param seen the version that the stream had when it was last looked at
     * @return the event's version
     */
    default long appendAmongOthers(long stream, long seen) throws Exception {
        long version = seen;
        while (true) {
            long actual = tryAppend(stream, version, Ledger.events(version, 1));
            if (actual == version) {
                return version + 1;
            }
            version = actual;
        }
    }

    @Override
    void close();
}
