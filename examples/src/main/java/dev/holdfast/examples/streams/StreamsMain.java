package dev.holdfast.examples.streams;

import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import java.util.stream.Stream;

/** Rows one by one, whatever their number, with a connection that the stream gives back when closed. */
public final class StreamsMain {

    private StreamsMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            Shop.orders(acme, Shop.customer(acme, "Ann"), 5000);
            long cents;
            // region:stream
            try (Stream<Integer> all = acme.from(ORDERS).orderBy(ORDERS.id.asc()).values(ORDERS.cents).stream()) {
                cents = all.mapToLong(Integer::longValue).sum();
            }
            // endregion:stream
            System.out.println("Sum over the stream: " + cents);
        }
    }
}
