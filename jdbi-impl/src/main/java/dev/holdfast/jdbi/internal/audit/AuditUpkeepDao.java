package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditPartition;
import dev.holdfast.audit.RemovedRecords;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** The upkeep of what was recorded, as the role for work across tenants. */
public interface AuditUpkeepDao {

    @SqlQuery("select holdfast.prepare_audit_partitions(:months)")
    int preparePartitions(@Bind("months") int months);

    @SqlQuery("""
            select partition as name, from_time, to_time, bytes from holdfast.drop_audit_partitions(:moment, not :dropped)
            order by from_time
            """)
    @RegisterConstructorMapper(PartitionRow.class)
    List<PartitionRow> partitionsEndedBefore(@Bind("moment") Instant moment, @Bind("dropped") boolean dropped);

    @SqlQuery("select holdfast.drop_unused_change_sets(:moment)")
    long dropUnusedChangeSets(@Bind("moment") Instant moment);

    @SqlQuery("select entries, versions from holdfast.purge_recorded(:tenant)")
    @RegisterConstructorMapper(RemovedRow.class)
    RemovedRow purge(@Bind("tenant") Object tenant);

    @SqlQuery("select entries, versions from holdfast.expire_recorded(:tenant, :moment)")
    @RegisterConstructorMapper(RemovedRow.class)
    RemovedRow expire(@Bind("tenant") @Nullable Object tenant, @Bind("moment") Instant moment);

    /** A partition. Public, since JDBI makes it. */
    record PartitionRow(String name, Instant fromTime, Instant toTime, long bytes) {

        AuditPartition partition() {
            return new AuditPartition(name, fromTime, toTime, bytes);
        }
    }

    /** What was deleted. Public, since JDBI makes it. */
    record RemovedRow(long entries, long versions) {

        RemovedRecords records() {
            return new RemovedRecords(entries, versions);
        }
    }
}
