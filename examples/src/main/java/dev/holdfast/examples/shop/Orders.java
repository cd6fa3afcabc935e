package dev.holdfast.examples.shop;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;

import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Orders of customers. */
public final class Orders extends Table {

    public static final Orders ORDERS = new Orders();

    public final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final OrderedColumn<UUID> customerId = uuid("customer_id").references(CUSTOMERS.id, OnDelete.CASCADE);
    public final TextColumn<String> item = text("item");
    public final OrderedColumn<Integer> cents = integer("cents");
    public final OrderedColumn<Status> status =
            enumAsText("status", Status.class).defaultTo(Status.OPEN);
    public final OrderedColumn<LocalDate> placedOn = date("placed_on");
    public final OrderedColumn<@Nullable Instant> paidAt =
            timestamptz("paid_at").nullable();

    private Orders() {
        super("orders");
        index(customerId, placedOn);
        index(placedOn, id);
    }
}
