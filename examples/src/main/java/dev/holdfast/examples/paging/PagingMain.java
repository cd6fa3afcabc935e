package dev.holdfast.examples.paging;

import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.TenantScope;
import dev.holdfast.error.InvalidCursorException;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.query.Cursor;
import dev.holdfast.query.Page;
import dev.holdfast.query.Select;
import org.jspecify.annotations.Nullable;

/** Pages that begin behind a cursor, which travels as text between them. */
public final class PagingMain {

    record OrderView(long id, String item) {}

    private PagingMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            Shop.orders(acme, Shop.customer(acme, "Ann"), 7);
            String token = null;
            do {
                Page<OrderView> page = page(acme, token);
                System.out.println(
                        page.items().size() + " orders from " + page.items().get(0));
                Cursor next = page.next();
                token = next == null ? null : next.token();
            } while (token != null);
            try {
                page(acme, "tampered");
            } catch (InvalidCursorException e) {
                System.out.println("Refused: " + e.getMessage());
            }
        }
    }

    // region:page
    static Page<OrderView> page(TenantScope acme, @Nullable String token) {
        Select orders = Select.from(ORDERS).orderBy(ORDERS.placedOn.desc()).limit(3);
        Cursor after = token == null ? null : Cursor.parse(token);
        return acme.page(orders.after(after).mapTo(OrderView.class));
    }
    // endregion:page
}
