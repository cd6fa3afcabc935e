package dev.holdfast.examples.cqrs;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** The read model of the projection "places": where each parcel is. */
public final class Places extends Table {

    public static final Places PLACES = new Places();

    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> parcel = text("parcel").primaryKey();
    public final TextColumn<String> depot = text("depot");

    private Places() {
        super("places");
    }
}
