package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AllTenantsAudit;
import dev.holdfast.audit.Audit;
import dev.holdfast.jdbi.internal.session.EngineSession;
import dev.holdfast.jdbi.internal.session.Parts;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import dev.holdfast.jdbi.internal.value.RecordedText;
import dev.holdfast.sql.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The audit log, as a part of the engine. Immutable and thread-safe. */
public final class AuditFeature implements Parts.Feature {

    private final RecordedText texts;

    /**
     * Reading the log.
     *
     * @param json reads recorded JSON; null where no column is {@code jsonb}
     */
    public AuditFeature(@Nullable JsonCodec json) {
        this.texts = new RecordedText(json);
    }

    @Override
    public void addTo(Parts.Builder parts) {
        parts.door(EngineSession.class, Audit.class, session -> new Audit(new SessionAudit(session, texts)))
                .door(
                        ScopeSession.class,
                        AllTenantsAudit.class,
                        scope -> new AllTenantsAudit(new SessionAudit(scope, texts), new ScopeUpkeep(scope)));
    }
}
