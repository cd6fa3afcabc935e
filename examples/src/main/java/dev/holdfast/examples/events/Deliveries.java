package dev.holdfast.examples.events;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** A table beside the events: what a courier still has to do. */
public final class Deliveries extends Table {

    public static final Deliveries DELIVERIES = new Deliveries();

    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> parcel = text("parcel").primaryKey();
    public final TextColumn<String> courier = text("courier");

    private Deliveries() {
        super("deliveries");
    }
}
