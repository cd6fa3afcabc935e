package dev.holdfast.examples.include;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.query.Include;
import java.util.List;

/** Customers with their latest orders: one statement, nested records. */
public final class IncludeMain {

    // region:records
    record CustomerView(String name, List<OrderView> latest) {}

    record OrderView(String item, int cents) {}
    // endregion:records

    private IncludeMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            Shop.orders(acme, Shop.customer(acme, "Ann"), 5);
            Shop.orders(acme, Shop.customer(acme, "Bob"), 1);
            Shop.customer(acme, "Cy");
            // region:include
            Include latest = Include.children(ORDERS.customerId)
                    .where(ORDERS.cents.gt(0))
                    .orderBy(ORDERS.placedOn.desc())
                    .first(2)
                    .named("latest");
            List<CustomerView> customers = acme.from(CUSTOMERS)
                    .include(latest)
                    .orderBy(CUSTOMERS.name.asc())
                    .mapTo(CustomerView.class)
                    .list();
            // endregion:include
            customers.forEach(System.out::println);
        }
    }
}
