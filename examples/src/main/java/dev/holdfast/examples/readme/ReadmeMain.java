package dev.holdfast.examples.readme;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.sqlobjects.OrderDao;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.Role;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The README's first look. */
public final class ReadmeMain {

    private ReadmeMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            DataSource application = database.pool();
            DataSource allTenants = database.database().untrackedDataSource(Role.ACROSS_TENANTS);
            // region:readme
            JdbiHoldfast holdfast = JdbiHoldfast.builder(application) // a pool of the application's role
                    .acrossTenants(allTenants) // a pool of the role that sees all tenants
                    .schema(CUSTOMERS, ORDERS)
                    .build();
            holdfast.acrossTenants("sign-up").tenants().create(3L, "Initech"); // once for each tenant
            TenantScope initech = holdfast.tenant(3L).actor("user-7");

            UUID id = UUID.randomUUID();
            initech.insertInto(CUSTOMERS, row -> row.set(CUSTOMERS.id, id)
                            .set(CUSTOMERS.name, "Ann")
                            .set(CUSTOMERS.email, "ann@example.org"))
                    .execute();

            record CustomerView(UUID id, String name, String email) {}
            List<CustomerView> customers = initech.from(CUSTOMERS) // one round trip, only this tenant's rows
                    .where(CUSTOMERS.name.startsWith("A"))
                    .orderBy(CUSTOMERS.name.asc())
                    .limit(20)
                    .mapTo(CustomerView.class)
                    .list();

            initech.useTransaction(tx -> {
                tx.update(CUSTOMERS)
                        .set(CUSTOMERS.phone, "110")
                        .where(CUSTOMERS.id.eq(id))
                        .atVersion(1)
                        .expectOne();
                tx.attach(OrderDao.class).raise("lamp", 11); // SQL by hand: same tenant, same transaction
            });
            // endregion:readme
            System.out.println("Found " + customers.size() + ", and the other tenant "
                    + holdfast.tenant(ExampleDatabase.GLOBEX).from(CUSTOMERS).count());
        }
    }
}
