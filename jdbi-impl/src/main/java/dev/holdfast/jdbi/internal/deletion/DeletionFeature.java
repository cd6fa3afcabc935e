package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Transaction;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.jdbi.internal.session.BatchJobs;
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
        if (!(session instanceof ScopeSession scope)) {
            return restorer.within((Transaction) session);
        }
        return scope.isSurrounded() ? scope.inTransaction(restorer::within) : restorer.alone(scope);
    }

    private static PurgeReport purged(ScopeSession scope, Purge purge) {
        BatchJobs.check(scope, purge.table().asTable(), "purge", "purge");
        return new Purger(scope, purge).run();
    }
}
