package dev.holdfast.jdbi.internal.projection.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link ProjectionCatalog} answers, one record for each question. Public, since JDBI makes them. */
public final class ProjectionRows {

    private ProjectionRows() {}

    /**
     * A table or view of projections.
     *
     * @param oid null where it isn't there
     * @param tenants whether its rows belong to tenants
     * @param own whether the application can act as its owner
     * @param seen whether a policy shows its rows to its owner, as which the functions run
     * @param lacking privileges that the one who asks needs and hasn't
     * @param excess privileges that the application, everybody or the role for work across tenants has and shouldn't, as
     *     REVOKE has them
     */
    public record ProjectionTableRow(
            String name,
            @Nullable Long oid,
            boolean view,
            boolean tenants,
            boolean rowSecurity,
            boolean forced,
            @Nullable String owner,
            boolean own,
            boolean seen,
            List<String> lacking,
            List<String> excess) {}

    /**
     * A partition, as all processes know it.
     *
     * @param expired for how many seconds its owner hasn't been heard of; null where nobody has it
     * @param busy for how many seconds its handlers have been running, where that is long
     * @param lag how many seconds old the first event is that it hasn't looked at; 0 for none
     * @param behind how many positions lie between it and the last event
     * @param verdict what doesn't fit about its checkpoint; null where it fits, or nobody can tell
     */
    public record PartitionRow(
            String projection,
            int version,
            int partition,
            boolean serving,
            String state,
            @Nullable String owner,
            @Nullable Long expired,
            @Nullable Long busy,
            @Nullable String error,
            int failures,
            long lag,
            long behind,
            @Nullable String verdict) {}

    /**
     * Streams that are parked.
     *
     * @param waiting how many of them aren't tried again by themselves
     * @param oldest for how many seconds the first of them has been
     */
    public record ParkedRow(String projection, int version, long streams, long tenants, long waiting, long oldest) {}

    /**
     * How many partitions a version has in the database.
     *
     * @param inForce whether each append has to run it
     * @param leftBehind whether it is inline, the one that is read, a day old, and not in force
     */
    public record VersionRow(
            String projection, int version, long partitions, boolean serving, boolean inForce, boolean leftBehind) {}
}
