package dev.holdfast.jdbi.internal.tenant;

import static dev.holdfast.expression.Expressions.now;

import dev.holdfast.Session;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.Row;
import dev.holdfast.tenant.Tenant;
import dev.holdfast.tenant.Tenants;
import java.util.List;
import java.util.Optional;

/** The registry, by Holdfast's own statements over an across-tenants session. */
final class TenantRegistry implements Tenants {

    private static final String ACTIVE = "active";
    private static final String SUSPENDED = "suspended";

    private final Session session;
    private final RegistryTable registry;

    TenantRegistry(Session session, RegistryTable registry) {
        this.session = session;
        this.registry = registry;
    }

    @Override
    public Tenant create(Object id, String name) {
        return session.insertInto(registry, row -> row.set(registry.id, checked(id))
                        .set(registry.name, name)
                        .set(registry.status, ACTIVE))
                .returning()
                .map(this::tenant)
                .one();
    }

    @Override
    public Tenant createIfMissing(Object id, String name) {
        session.insertInto(registry, row -> row.set(registry.id, checked(id))
                        .set(registry.name, name)
                        .set(registry.status, ACTIVE))
                .onConflict(OnConflict.on(registry.id))
                .execute();
        return find(id).orElseThrow();
    }

    @Override
    public void suspend(Object id) {
        session.update(registry)
                .set(registry.status, SUSPENDED)
                .setTo(registry.suspendedAt, now())
                .where(registry.id.eq(checked(id)))
                .expectOne();
    }

    @Override
    public void resume(Object id) {
        session.update(registry)
                .set(registry.status, ACTIVE)
                .set(registry.suspendedAt, null)
                .where(registry.id.eq(checked(id)))
                .expectOne();
    }

    @Override
    public Optional<Tenant> find(Object id) {
        return session.from(registry)
                .where(registry.id.eq(checked(id)))
                .map(this::tenant)
                .findOne();
    }

    @Override
    public List<Tenant> list() {
        return session.from(registry).orderBy(byId().asc()).map(this::tenant).list();
    }

    @Override
    public List<Tenant> active() {
        return session.from(registry)
                .where(registry.status.eq(ACTIVE))
                .orderBy(byId().asc())
                .map(this::tenant)
                .list();
    }

    private Object checked(Object id) {
        return TenantIds.checked(registry.id.type(), id);
    }

    private OrderedExpression<?> byId() {
        return (OrderedExpression<?>) registry.primaryKey().get(0);
    }

    private Tenant tenant(Row row) {
        return new Tenant(
                row.get(registry.id),
                row.get(registry.name),
                row.get(registry.createdAt),
                row.get(registry.suspendedAt));
    }
}
