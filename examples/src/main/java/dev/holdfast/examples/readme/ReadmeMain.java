package dev.holdfast.examples.readme;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.sqlobjects.OrderDao;
import dev.holdfast.jdbi.JdbiHoldfast;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The README's first look. */
public final class ReadmeMain {

    record CustomerView(UUID id, String name, String email) {}

    private ReadmeMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            DataSource dataSource = database.pool();
            TenantScope setUp = database.holdfast().tenant(1L);
            UUID id = Shop.customer(setUp, "Ann");
            Shop.orders(setUp, id, 2);
            // region:readme
            JdbiHoldfast holdfast =
                    JdbiHoldfast.builder(dataSource).schema(CUSTOMERS, ORDERS).build();
            TenantScope acme = holdfast.tenant(1L).actor("user-7");

            List<CustomerView> customers = acme.from(CUSTOMERS) // one round trip, only this tenant's rows
                    .where(CUSTOMERS.name.startsWith("A"))
                    .orderBy(CUSTOMERS.name.asc())
                    .limit(20)
                    .mapTo(CustomerView.class)
                    .list();

            acme.useTransaction(tx -> {
                tx.update(CUSTOMERS)
                        .set(CUSTOMERS.phone, "110")
                        .where(CUSTOMERS.id.eq(id))
                        .atVersion(1)
                        .expectOne();
                tx.attach(OrderDao.class).raise("lamp", 11); // SQL by hand: same tenant, same transaction
            });
            // endregion:readme
            System.out.println("Found " + customers.size() + ", and the other tenant "
                    + holdfast.tenant(2L).from(CUSTOMERS).count());
        }
    }
}
