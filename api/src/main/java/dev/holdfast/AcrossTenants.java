package dev.holdfast;

import dev.holdfast.audit.AllTenantsAudit;
import dev.holdfast.crypto.AllTenantsKeys;
import dev.holdfast.event.AllTenantsEvents;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.tenant.Tenants;
import java.util.Map;

/**
 * A scope over all tenants' rows, for jobs: with a data source and a role of its own, a reason that plain SQL sees as
 * {@code holdfast.reason}, and no tenant filter. An insert must say whose row it is.
 */
public interface AcrossTenants extends Scope {

    /** Why this scope was opened; plain SQL sees it as {@code holdfast.reason}. */
    String reason();

    @Override
    @CheckReturnValue
    AcrossTenants actor(String actor);

    @Override
    @CheckReturnValue
    AcrossTenants because(String reason);

    @Override
    @CheckReturnValue
    AcrossTenants requestId(String requestId);

    @Override
    @CheckReturnValue
    AcrossTenants metadata(String name, String value);

    @Override
    @CheckReturnValue
    AcrossTenants metadata(Map<String, String> metadata);

    /** The registry of tenants. */
    Tenants tenants();

    /**
     * Runs work for each active tenant, in the order of their ids, in an ordinary scope of that tenant with this
     * scope's reason, actor, request and metadata, and as the application's role. The first exception ends it.
     */
    void forEachTenant(Use<? super TenantScope> use);

    /**
     * The data keys of all tenants, to be wrapped anew or destroyed; what a tenant does with its own is in
     * {@code forEachTenant(scope -> scope.keys()…)}.
     *
     * @throws dev.holdfast.crypto.EncryptionException where the Holdfast was built without encryption
     */
    @Override
    AllTenantsKeys keys();

    /**
     * The events of all tenants, to be read in their order or deleted for good.
     *
     * @throws dev.holdfast.error.SchemaException where the Holdfast was built without {@code events(…)}
     */
    @Override
    AllTenantsEvents events();

    /** The audit log of all tenants, to be read and kept in order, with the histories. */
    @Override
    AllTenantsAudit audit();
}
