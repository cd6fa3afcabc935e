package dev.holdfast.examples.shop;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.Session;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.table.Schema;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The shop's tables, and some rows. */
public final class Shop {

    // region:schema
    public static final Schema SCHEMA = Schema.of(CUSTOMERS, ORDERS);
    // endregion:schema

    /** The day of the first order. */
    public static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);

    private static final List<String> ITEMS = List.of("lamp", "chair", "table", "desk");

    private Shop() {}

    /** An empty shop. */
    public static ExampleDatabase open() {
        return ExampleDatabase.with(SCHEMA);
    }

    /** Stores a customer. */
    public static UUID customer(Session session, String name) {
        // region:insert
        UUID id = UUID.randomUUID();
        session.insertInto(CUSTOMERS, row -> row.set(CUSTOMERS.id, id)
                        .set(CUSTOMERS.name, name)
                        .set(CUSTOMERS.email, name.toLowerCase(java.util.Locale.ROOT) + "@example.org"))
                .execute();
        // endregion:insert
        return id;
    }

    /** Stores so many orders, one a day, of 10, 20, 30 … in whole units. */
    public static void orders(Session session, UUID customer, int count) {
        session.insertInto(ORDERS)
                .rows(IntStream.range(0, count).boxed().toList(), (row, i) -> row.set(ORDERS.customerId, customer)
                        .set(ORDERS.item, ITEMS.get(i % ITEMS.size()))
                        .set(ORDERS.cents, 1000 * (i + 1))
                        .set(ORDERS.placedOn, FIRST_DAY.plusDays(i)))
                .execute();
    }
}
