package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Transaction;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.internal.Audience;
import dev.holdfast.jdbi.internal.session.EngineSession;
import dev.holdfast.jdbi.internal.session.Parts;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import dev.holdfast.query.Purge;
import dev.holdfast.query.Restoration;

/** Restoring and purging, as a part of the engine. Immutable and thread-safe. */
public final class DeletionFeature implements Parts.Feature {

    @Override
    public void addTo(Parts.Builder parts) {
        parts.job(EngineSession.class, Restoration.class, DeletionFeature::restored)
                .job(ScopeSession.class, Purge.class, DeletionFeature::purged);
    }

    private static RestoreResult restored(EngineSession session, Restoration restoration) {
        Restorer restorer = new Restorer(restoration, session.audience());
        if (session instanceof Transaction tx) {
            return restorer.within(tx);
        }
        ScopeSession scope = (ScopeSession) session;
        return scope.isSurrounded() ? scope.inTransaction(restorer::within) : restorer.alone(scope);
    }

    private static PurgeReport purged(ScopeSession scope, Purge purge) {
        if (scope.audience() == Audience.ALL_TENANTS && purge.table().tenantKey() != null) {
            throw new TenantRequiredException("A purge of " + purge.table().name()
                    + " goes tenant by tenant: run it in forEachTenant(scope -> scope.purge(…)…)");
        }
        if (scope.isSurrounded()) {
            throw new TransactionMisuseException(
                    "A purge commits batch by batch, and the transaction that is under way is"
                            + " somebody else's: call it outside of that");
        }
        return new Purger(scope, purge).run();
    }
}
