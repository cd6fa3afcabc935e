package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TenantScope;
import dev.holdfast.Use;
import dev.holdfast.jdbi.JdbiAcrossTenants;
import dev.holdfast.jdbi.internal.crypto.KeyManagement;
import dev.holdfast.jdbi.internal.event.EventPurgeDao;
import dev.holdfast.jdbi.internal.tenant.RegistryTable;
import dev.holdfast.jdbi.internal.tenant.TenantRegistry;
import dev.holdfast.tenant.Tenant;
import dev.holdfast.tenant.Tenants;
import java.util.Objects;
import java.util.function.Function;

/** The door over all tenants. */
public final class AllTenants extends EngineScope implements JdbiAcrossTenants {

    private final RegistryTable registry;
    private final Function<Object, TenantScope> tenants;

    /**
     * A scope over all tenants.
     *
     * @param tenants opens the ordinary scope of one
     */
    public AllTenants(Engine engine, Context context, RegistryTable registry, Function<Object, TenantScope> tenants) {
        super(engine, context);
        this.registry = registry;
        this.tenants = tenants;
    }

    @Override
    public String reason() {
        return Objects.requireNonNull(context().reason());
    }

    @Override
    public Tenants tenants() {
        return new TenantRegistry(this, registry);
    }

    @Override
    public void forEachTenant(Use<? super TenantScope> use) {
        for (Tenant tenant : tenants().active()) {
            Transactions.call(
                    scope -> {
                        use.run(scope);
                        return true;
                    },
                    tenants.apply(tenant.id()).because(reason()));
        }
    }

    @Override
    public long shredTenant(Object tenant) {
        return KeyManagement.shredTenant(
                this, Reading.required(engine().statements().ciphers()), tenant);
    }

    @Override
    public long rewrapKeys() {
        return KeyManagement.rewrapAll(
                this, Reading.required(engine().statements().ciphers()));
    }

    @Override
    public long purgeTruncatedEvents() {
        return withSqlObject(EventPurgeDao.class, EventPurgeDao::purgeTruncated);
    }

    @Override
    public long purgeEvents(Object tenant) {
        Object checked = tenants.apply(tenant).tenantId();
        return withSqlObject(EventPurgeDao.class, dao -> dao.purge(checked));
    }
}
