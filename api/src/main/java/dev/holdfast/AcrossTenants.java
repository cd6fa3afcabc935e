package dev.holdfast;

import dev.holdfast.tenant.Tenants;

/**
 * A scope over all tenants' rows, for jobs: with a data source and a role of its own, a reason that plain SQL sees as
 * {@code holdfast.reason}, and no tenant filter. An insert must say whose row it is.
 */
public interface AcrossTenants extends Scope {

    /** Why. */
    String reason();

    /** The registry of tenants. */
    Tenants tenants();

    /**
     * Runs work for each active tenant, in the order of their ids, in an ordinary scope of that tenant with this reason
     * and as the application's role. The first exception ends it.
     */
    void forEachTenant(Use<? super TenantScope> use);

    /**
     * Destroys all data keys of a tenant, its people's too, for good: what was encrypted by them reads as
     * {@link dev.holdfast.crypto.Decrypted.Shredded} here at once, on other nodes after the time that keys are kept. New
     * values of the tenant are refused.
     *
     * @param tenant its id: a Long, UUID or String
     * @return how many keys were destroyed
     */
    long shredTenant(Object tenant);
}
