package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditPartition;
import dev.holdfast.audit.AuditUpkeep;
import dev.holdfast.audit.RemovedRecords;
import dev.holdfast.jdbi.internal.audit.AuditUpkeepDao.PartitionRow;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import dev.holdfast.jdbi.internal.tenant.TenantIds;
import java.time.Instant;
import java.util.List;

/** The upkeep of what was recorded, each call in a transaction of its own. Thread-safe. */
record ScopeUpkeep(ScopeSession scope) implements AuditUpkeep {

    @Override
    public int preparePartitions(int months) {
        return scope.withSqlObject(AuditUpkeepDao.class, dao -> dao.preparePartitions(months));
    }

    @Override
    public List<AuditPartition> partitionsEndedBefore(Instant moment, boolean dropped) {
        return scope.withSqlObject(AuditUpkeepDao.class, dao -> dao.partitionsEndedBefore(moment, dropped)).stream()
                .map(PartitionRow::partition)
                .toList();
    }

    @Override
    public long dropUnusedChangeSets(Instant madeBefore) {
        return scope.withSqlObject(AuditUpkeepDao.class, dao -> dao.dropUnusedChangeSets(madeBefore));
    }

    @Override
    public RemovedRecords purgeTenant(Object tenant) {
        Object checked = TenantIds.checked(scope.schema().tenantType(), tenant);
        return scope.withSqlObject(AuditUpkeepDao.class, dao -> dao.purge(checked))
                .records();
    }

    @Override
    public RemovedRecords expireTenant(Object tenant, Instant keptFrom) {
        Object checked = TenantIds.checked(scope.schema().tenantType(), tenant);
        return scope.withSqlObject(AuditUpkeepDao.class, dao -> dao.expire(checked, keptFrom))
                .records();
    }

    @Override
    public RemovedRecords expireWithoutTenant(Instant keptFrom) {
        return scope.withSqlObject(AuditUpkeepDao.class, dao -> dao.expire(null, keptFrom))
                .records();
    }
}
