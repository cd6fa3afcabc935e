package dev.holdfast.event;

import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** The events of all tenants: to be read, and deleted for good. Immutable and thread-safe. */
public final class AllTenantsEvents extends Events {

    private final LongSupplier truncated;
    private final ToLongFunction<Object> ofTenant;

    /**
     * For what runs the store.
     *
     * @param truncated deletes what streams were truncated past
     * @param ofTenant deletes all of a tenant
     */
    public AllTenantsEvents(EventRunner runner, LongSupplier truncated, ToLongFunction<Object> ofTenant) {
        super(runner);
        this.truncated = truncated;
        this.ofTenant = ofTenant;
    }

    /**
     * Deletes the events that streams of all tenants were truncated past, for good, in one transaction.
     *
     * @return how many events were deleted
     */
    public long purgeTruncated() {
        return truncated.getAsLong();
    }

    /**
     * Deletes all streams, events, personal data of events and snapshots of a tenant, for good, in one transaction; and with
     * them what projections have parked of it, how far they are with it, and its rows of the read models that they declare
     * ({@code Projection.Builder.readModel(…)}). Batches of projections that are under way are undone and begun anew.
     *
     * @param tenant its id, of the type that the schema's tenant keys have
     * @return how many events were deleted; 0 where it has none, registered or not
     * @throws dev.holdfast.error.TenantRequiredException where the id is of another type or blank
     * @throws dev.holdfast.error.InvalidValueException where PostgreSQL can't keep it, or it is too long
     */
    public long purgeTenant(Object tenant) {
        return ofTenant.applyAsLong(tenant);
    }
}
