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
     * values of the tenant are refused. Blind indexes stay as they are: without their keys, which are destroyed too,
     * they tell no more than which of the rows had equal values.
     *
     * @param tenant its id, of the type that the schema's tenant keys have
     * @return how many keys were destroyed
     * @throws dev.holdfast.error.InvalidValueException where it is of another type or empty
     */
    long shredTenant(Object tenant);

    /**
     * Wraps the data keys of all tenants, suspended ones too, by the keyring's primary key: see
     * {@link dev.holdfast.crypto.DataKeys#rewrap}. Once it has returned, and every node has the new keyring, the
     * keyring's other keys are needed no more.
     *
     * @return how many keys were wrapped anew
     */
    long rewrapKeys();

    /**
     * Deletes the events that streams of all tenants were truncated past, for good, in one transaction.
     *
     * @return how many events were deleted
     */
    long purgeTruncatedEvents();

    /**
     * Deletes all streams, events, personal data of events and snapshots of a tenant, for good, in one transaction.
     *
     * @param tenant its id, of the type that the schema's tenant keys have
     * @return how many events were deleted
     */
    long purgeEvents(Object tenant);
}
