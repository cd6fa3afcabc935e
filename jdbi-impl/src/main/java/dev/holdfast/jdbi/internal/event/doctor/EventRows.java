package dev.holdfast.jdbi.internal.event.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link EventCatalog} answers, one record for each question. Public, since JDBI makes them. */
public final class EventRows {

    private EventRows() {}

    /**
     * A table of the event store.
     *
     * @param own whether the application can act as its owner
     * @param storable whether the application may write there what it writes by itself: snapshots
     * @param excess privileges that the application or the role for work across tenants shouldn't have, as REVOKE has them
     */
    public record EventTableRow(
            long oid,
            String name,
            boolean rowSecurity,
            boolean forced,
            String owner,
            boolean own,
            boolean readable,
            boolean storable,
            List<String> excess) {}

    /** A trigger that isn't there or doesn't fire as it should, and what makes it. */
    public record MissingTriggerRow(String name, String relation, String statement) {}

    /**
     * The sequence of positions.
     *
     * @param usable whether the application may draw from it or set it
     */
    public record PositionsRow(long cache, long increment, boolean cycle, boolean usable) {}

    /** An index that isn't there or isn't valid, and what makes it. */
    public record MissingIndexRow(String relation, String columns, String statement) {}

    /**
     * Who holds a lock of an appender.
     *
     * @param pid null for a prepared transaction
     * @param seconds how long the transaction has been open; null where it can't be seen
     * @param xid its transaction id; null where it can't be seen
     */
    public record HolderRow(
            long position,
            @Nullable Integer pid,
            @Nullable String application,
            @Nullable String state,
            @Nullable String query,
            @Nullable Long seconds,
            @Nullable String xid) {}

    /**
     * Whom appends wait for.
     *
     * @param sessions how many wait so, for this one or for others
     * @param waiting the longest for so many seconds
     * @param pid null for a prepared transaction
     * @param seconds how long its transaction has been open; null where it can't be seen, or there is none
     */
    public record BlockerRow(
            long sessions,
            long waiting,
            @Nullable Integer pid,
            @Nullable String application,
            @Nullable String state,
            @Nullable String query,
            @Nullable Long seconds) {}

    /** Where it is said that commits don't wait for the disk, and what ends that. */
    public record CommitsRow(String subject, String statement) {}

    /**
     * Who holds keys of appenders exclusively.
     *
     * @param pid null for a prepared transaction
     */
    public record KeyHolderRow(
            @Nullable Integer pid, @Nullable String application, long keys) {}

    /** Streams with many events behind their latest snapshot, of a category. */
    public record LongStreamsRow(String category, long streams, long longest) {}
}
