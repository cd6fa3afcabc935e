package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.SchemaException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.event.AllTenantsEvents;
import dev.holdfast.event.Events;
import dev.holdfast.internal.Audience;
import dev.holdfast.jdbi.internal.session.EngineSession;
import dev.holdfast.jdbi.internal.session.Parts;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import dev.holdfast.jdbi.internal.tenant.TenantIds;
import org.jspecify.annotations.Nullable;

/** The event store, as a part of the engine. Immutable and thread-safe. */
public final class EventFeature implements Parts.Feature {

    private final @Nullable EventStore store;
    private final DerivedRows derived;

    /**
     * Events in the store that a Holdfast was built with.
     *
     * @param store null for a Holdfast without events, which refuses all that needs them
     * @param derived what goes with a tenant's events
     */
    public EventFeature(@Nullable EventStore store, DerivedRows derived) {
        this.store = store;
        this.derived = derived;
    }

    @Override
    public void addTo(Parts.Builder parts) {
        parts.door(EngineSession.class, Events.class, session -> new Events(of(session)))
                .door(ScopeSession.class, AllTenantsEvents.class, this::ofAllTenants);
    }

    private SessionEvents of(EngineSession session) {
        if (session.audience() == Audience.NO_TENANT) {
            throw new TenantRequiredException("Events belong to a tenant, and this session has none: open"
                    + " holdfast.tenant(id), or holdfast.acrossTenants(reason) to read those of all tenants");
        }
        if (store == null) {
            throw new SchemaException("This Holdfast was built without events: give"
                    + " .events(EventSettings.with(EventTypes.of(…))) to the builder");
        }
        return new SessionEvents(store, session);
    }

    private AllTenantsEvents ofAllTenants(ScopeSession scope) {
        return new AllTenantsEvents(
                of(scope),
                () -> scope.withSqlObject(EventPurgeDao.class, EventPurgeDao::purgeTruncated),
                tenant -> purged(scope, tenant));
    }

    private long purged(ScopeSession scope, Object tenant) {
        Object checked = TenantIds.checked(scope.schema().tenantType(), tenant);
        return scope.withSqlObject(EventPurgeDao.class, dao -> {
            long events = dao.purge(checked);
            derived.delete(dao.getHandle(), checked);
            return events;
        });
    }
}
