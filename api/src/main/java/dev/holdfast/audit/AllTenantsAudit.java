package dev.holdfast.audit;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.LockNotAvailableException;
import dev.holdfast.internal.Required;
import java.time.Instant;
import java.util.List;

/**
 * The audit log of all tenants: to be read, and kept in order with the histories. Each call is a statement of its own, which PostgreSQL
 * carries out as a whole or not at all. Immutable and thread-safe.
 */
public final class AllTenantsAudit extends Audit {

    private static final int MOST_MONTHS = 120;

    private final AuditUpkeep upkeep;

    /** For what runs it. */
    public AllTenantsAudit(AuditRunner runner, AuditUpkeep upkeep) {
        super(runner);
        this.upkeep = upkeep;
    }

    /**
     * Makes the log's partitions of this month and of the next ones, where they aren't there, and moves entries into them that were
     * written before; to be called at least once a month. Sends {@code select holdfast.prepare_audit_partitions(…)}.
     *
     * @param months how many beside this one, from 0 to 120
     * @return how many were made
     * @throws InvalidValueException where {@code months} is out of that range
     */
    public int preparePartitions(int months) {
        if (months < 0 || months > MOST_MONTHS) {
            throw new InvalidValueException(
                    "preparePartitions", "is given " + months + " months", "give 0 to " + MOST_MONTHS);
        }
        return upkeep.preparePartitions(months);
    }

    /**
     * What {@link #dropPartitions} would drop, the oldest first: a dry run.
     *
     * @throws InvalidValueException where the moment isn't past
     */
    public List<AuditPartition> partitionsEndedBefore(Instant moment) {
        return upkeep.partitionsEndedBefore(past("partitionsEndedBefore", moment), false);
    }

    /**
     * Drops the months of the log that ended by a moment, with the entries of all tenants in them, for good. A month of which a part
     * is younger stays. Sends {@code select … from holdfast.drop_audit_partitions(…)}.
     *
     * @return what was dropped, the oldest first
     * @throws InvalidValueException where the moment isn't past
     * @throws LockNotAvailableException while a transaction is open that wrote to the log or read it: after 0.2 seconds, since
     *     whoever writes to an audited table waits behind this; nothing is dropped then, and it is to be called again
     */
    public List<AuditPartition> dropPartitions(Instant endedBefore) {
        return upkeep.partitionsEndedBefore(past("dropPartitions", endedBefore), true);
    }

    /**
     * Deletes change sets from before a moment that no entry and no version tells of any more.
     *
     * @return how many
     * @throws InvalidValueException where the moment isn't past
     */
    public long dropUnusedChangeSets(Instant madeBefore) {
        return upkeep.dropUnusedChangeSets(past("dropUnusedChangeSets", madeBefore));
    }

    /**
     * Deletes all that was recorded of a tenant's rows, for good: entries, versions and change sets. Rows that are deleted later leave
     * entries and versions again, and those that stay aren't found as of a moment until they are changed: delete the tenant's rows
     * first. What they were before can't be read from then on: {@code asOf} refuses it, and tokens made until now. Sends
     * {@code select … from holdfast.purge_recorded(…)}.
     *
     * @param tenant its id, of the type that the schema's tenant keys have
     * @return how much was deleted; nothing where nothing was recorded, registered or not
     * @throws dev.holdfast.error.TenantRequiredException where the id is of another type or blank
     * @throws InvalidValueException where PostgreSQL can't keep it, or it is too long
     */
    public RemovedRecords purgeTenant(Object tenant) {
        return upkeep.purgeTenant(tenant);
    }

    /**
     * One tenant's retention: deletes its entries from before a moment, and those versions that didn't hold any more at that moment.
     * What its rows were before that can't be read from then on: {@code asOf} refuses it, and tokens made until now. Change sets stay
     * for {@link #dropUnusedChangeSets}. Sends {@code select … from holdfast.expire_recorded(…)}.
     *
     * @param tenant its id, of the type that the schema's tenant keys have
     * @throws dev.holdfast.error.TenantRequiredException where the id is of another type or blank
     * @throws dev.holdfast.error.DatabaseException with 42704 where the tenant isn't registered and nothing is recorded of it
     * @throws InvalidValueException where the moment isn't past
     */
    public RemovedRecords expireTenant(Object tenant, Instant keptFrom) {
        return upkeep.expireTenant(tenant, past("expireTenant", keptFrom));
    }

    /**
     * The same for rows that belong to no tenant.
     *
     * @throws InvalidValueException where the moment isn't past
     */
    public RemovedRecords expireWithoutTenant(Instant keptFrom) {
        return upkeep.expireWithoutTenant(past("expireWithoutTenant", keptFrom));
    }

    /** PostgreSQL asks its own clock, too. */
    private static Instant past(String label, Instant moment) {
        if (Required.given(label, moment).isAfter(Instant.now())) {
            throw new InvalidValueException(
                    label, "is given " + moment + ", which isn't past", "give an earlier moment");
        }
        return moment;
    }

    @Override
    public String toString() {
        return "audit log of all tenants";
    }
}
