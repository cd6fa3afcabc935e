package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.internal.Audience;
import dev.holdfast.table.Table;

/** What jobs refuse that commit batch by batch. */
public final class BatchJobs {

    private BatchJobs() {}

    /**
     * Refuses a scope that can't run such a job.
     *
     * @param what the job's name in an error
     * @param call the method of a scope that begins it
     */
    public static void check(ScopeSession scope, Table table, String what, String call) {
        if (scope.audience() == Audience.ALL_TENANTS && table.tenantKey() != null) {
            throw new TenantRequiredException("A " + what + " of " + table.name()
                    + " goes tenant by tenant: run it in forEachTenant(scope -> scope." + call + "(…)…)");
        }
        if (scope.isSurrounded()) {
            throw new TransactionMisuseException(
                    "A " + what + " commits batch by batch, and the transaction that is under"
                            + " way is somebody else's: call it outside of that");
        }
    }
}
