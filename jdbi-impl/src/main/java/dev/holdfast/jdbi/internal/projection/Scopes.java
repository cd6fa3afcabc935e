package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.jdbi.JdbiAcrossTenants;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.internal.session.Engine;
import dev.holdfast.jdbi.internal.session.SharedTransaction;
import dev.holdfast.projection.Projection;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where a Holdfast's projections work. Thread-safe.
 *
 * @param application of the application's role
 * @param across of the role for work across tenants
 * @param acrossTenants opens a scope over all tenants, for a reason
 * @param tenant opens a tenant's scope
 * @param beforeCommit runs at the end of each transaction of a projection, and rolls it back where it throws
 */
public record Scopes(
        Engine application,
        Engine across,
        Function<String, JdbiAcrossTenants> acrossTenants,
        Function<Object, JdbiTenantScope> tenant,
        Runnable beforeCommit) {

    private static final String REASON = "projection ";

    public Scopes(
            Engine application,
            Engine across,
            Function<String, JdbiAcrossTenants> acrossTenants,
            Function<Object, JdbiTenantScope> tenant) {
        this(application, across, acrossTenants, tenant, () -> {});
    }

    Scopes beforeCommit(Runnable work) {
        return new Scopes(application, across, acrossTenants, tenant, work);
    }

    /** The scope in which a projection handles a tenant's events. */
    JdbiScope of(Projection projection, Object tenantId) {
        String reason = projection.acrossTenants();
        return reason == null
                ? tenant.apply(tenantId).because(REASON + projection.name())
                : acrossTenants.apply(reason);
    }

    /** Runs one transaction of a projection. */
    void inTransaction(Projection projection, Duration longest, Consumer<SharedTransaction> work) {
        SharedTransaction.run(projection.acrossTenants() == null ? application : across, longest, shared -> {
            work.accept(shared);
            beforeCommit.run();
            return true;
        });
    }
}
