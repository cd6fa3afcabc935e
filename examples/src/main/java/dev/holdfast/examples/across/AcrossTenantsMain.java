package dev.holdfast.examples.across;

import static dev.holdfast.examples.shop.Orders.ORDERS;
import static dev.holdfast.expression.Expressions.count;

import dev.holdfast.Holdfast;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.tenant.Tenant;

/** The named door over all tenants, with a role, a data source and a reason of its own; and the registry of tenants. */
public final class AcrossTenantsMain {

    private AcrossTenantsMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            Holdfast holdfast = database.holdfast();
            for (long id : new long[] {ExampleDatabase.ACME, ExampleDatabase.GLOBEX}) {
                var scope = holdfast.tenant(id);
                Shop.orders(scope, Shop.customer(scope, "Ann"), (int) id * 2);
            }
            // region:across
            var job = holdfast.acrossTenants("monthly invoice run").actor("invoicing");
            var orders = count().named("orders");
            job.from(ORDERS)
                    .select(ORDERS.tenantId, orders)
                    .groupBy(ORDERS.tenantId)
                    .orderBy(ORDERS.tenantId.asc())
                    .list()
                    .forEach(row -> System.out.println(
                            "Tenant " + row.get(ORDERS.tenantId) + " has " + row.get(orders) + " orders"));
            // endregion:across
            // region:registry
            Tenant initech = job.tenants().create(3L, "Initech");
            job.tenants().suspend(initech.id());
            job.forEachTenant(tenant -> System.out.println("Invoice for " + tenant.tenantId()));
            // endregion:registry
            System.out.println("Active: "
                    + job.tenants().active().stream().map(Tenant::name).toList());
            try {
                holdfast.withoutTenant().from(ORDERS).count();
            } catch (TenantRequiredException e) {
                System.out.println("Without a tenant: " + e.getMessage());
            }
        }
    }
}
