package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TenantScope;
import dev.holdfast.Use;
import dev.holdfast.audit.AllTenantsAudit;
import dev.holdfast.crypto.AllTenantsKeys;
import dev.holdfast.event.AllTenantsEvents;
import dev.holdfast.internal.Required;
import dev.holdfast.jdbi.JdbiAcrossTenants;
import dev.holdfast.tenant.Tenant;
import dev.holdfast.tenant.Tenants;
import java.util.Objects;
import java.util.function.Function;

/** The scope over all tenants. */
public final class AllTenants extends EngineScope<JdbiAcrossTenants> implements JdbiAcrossTenants {

    private final Function<Object, OneTenant> tenants;

    /**
     * Over all tenants.
     *
     * @param tenants opens the ordinary scope of one
     */
    public AllTenants(Engine engine, SessionSettings settings, Function<Object, OneTenant> tenants) {
        super(engine, settings);
        this.tenants = tenants;
    }

    @Override
    public String reason() {
        return Objects.requireNonNull(settings().context().reason());
    }

    @Override
    AllTenants in(ChangeContext context) {
        return new AllTenants(engine(), settings().in(context), tenants);
    }

    @Override
    public ScopeSession withoutTenant() {
        return new NoTenant(engine());
    }

    @Override
    public Tenants tenants() {
        return door(Tenants.class);
    }

    @Override
    public AllTenantsKeys keys() {
        return door(AllTenantsKeys.class);
    }

    @Override
    public AllTenantsEvents events() {
        return door(AllTenantsEvents.class);
    }

    @Override
    public AllTenantsAudit audit() {
        return door(AllTenantsAudit.class);
    }

    @Override
    public void forEachTenant(Use<? super TenantScope> use) {
        Use<? super TenantScope> given = Required.given("forEachTenant", use);
        for (Tenant tenant : tenants().active()) {
            Calls.call(
                    scope -> {
                        given.run(scope);
                        return true;
                    },
                    tenants.apply(tenant.id()).in(settings().context()));
        }
    }
}
