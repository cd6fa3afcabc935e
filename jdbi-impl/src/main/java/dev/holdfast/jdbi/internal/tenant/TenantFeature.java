package dev.holdfast.jdbi.internal.tenant;

import dev.holdfast.jdbi.internal.session.Parts;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.tenant.Tenants;
import org.jspecify.annotations.Nullable;

/** The registry of tenants, as a part of the engine. Immutable and thread-safe. */
public final class TenantFeature implements Parts.Feature {

    private final RegistryTable registry;

    /**
     * The registry whose tenants have ids of a type.
     *
     * @param tenantType null where no table has a tenant
     */
    public TenantFeature(@Nullable SqlType<?> tenantType) {
        this.registry = new RegistryTable(tenantType == null ? SqlTypes.BIGINT : tenantType);
    }

    @Override
    public void addTo(Parts.Builder parts) {
        parts.door(ScopeSession.class, Tenants.class, scope -> new TenantRegistry(scope, registry));
    }
}
