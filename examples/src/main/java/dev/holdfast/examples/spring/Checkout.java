package dev.holdfast.examples.spring;

// region:service
import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.spring.CurrentSession;
import java.time.LocalDate;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders: one transaction, by JdbcClient and by the DSL. */
class Checkout {

    private final JdbcClient client;
    private final CurrentSession current;
    private final CustomerRegister customers;

    Checkout(JdbcClient client, CurrentSession current, CustomerRegister customers) {
        this.client = client;
        this.current = current;
        this.customers = customers;
    }

    /** The tenant's number of orders, with this one. */
    @Transactional
    public long order(String name, String item, int cents) {
        UUID customer = client.sql("select id from customers where name = ?") // no tenant here: PostgreSQL sees to it
                .param(name)
                .query(UUID.class)
                .optional()
                .orElseGet(() -> customers.add(name, name + "@example.org"));
        current.scope()
                .insertInto(ORDERS, row -> row.set(ORDERS.customerId, customer)
                        .set(ORDERS.item, item)
                        .set(ORDERS.cents, cents)
                        .set(ORDERS.placedOn, LocalDate.of(2026, 1, 1)))
                .execute();
        if (cents > 100_000) {
            throw new IllegalArgumentException("too dear"); // no order; the customer stays
        }
        return client.sql("select count(*) from orders").query(Long.class).single();
    }
}
// endregion:service
