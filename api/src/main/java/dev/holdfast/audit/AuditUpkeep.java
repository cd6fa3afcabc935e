package dev.holdfast.audit;

import java.time.Instant;
import java.util.List;

/** Runs the upkeep of what was recorded. Of the session's thread-safety. */
public interface AuditUpkeep {

    /** Makes the partitions of this month and of so many more; how many were made. */
    int preparePartitions(int months);

    /**
     * The partitions that end by a moment, the oldest first.
     *
     * @param dropped whether they are dropped with that
     */
    List<AuditPartition> partitionsEndedBefore(Instant moment, boolean dropped);

    /** Deletes change sets of which nothing tells any more; how many. */
    long dropUnusedChangeSets(Instant madeBefore);

    /** Deletes all that was recorded of a tenant's rows. */
    RemovedRecords purgeTenant(Object tenant);

    /** Deletes what was recorded of a tenant's rows before a moment. */
    RemovedRecords expireTenant(Object tenant, Instant keptFrom);

    /** Deletes what was recorded before a moment of rows that belong to no tenant. */
    RemovedRecords expireWithoutTenant(Instant keptFrom);
}
