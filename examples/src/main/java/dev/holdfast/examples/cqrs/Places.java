package dev.holdfast.examples.cqrs;

import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.projection.Projection;
import dev.holdfast.query.OnConflict;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** The read model of the projection "places": where each parcel is. */
public final class Places extends Table {

    public static final Places PLACES = new Places();

    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> parcel = text("parcel").primaryKey();
    public final TextColumn<String> depot = text("depot");

    // region:projection
    /** What keeps it, by the events that the commands append. */
    static Projection projection() {
        return Projection.named("places")
                .on(Scanned.class, (event, tx) -> tx.insertInto(PLACES, row -> row.set(
                                        PLACES.parcel, event.stream().id())
                                .set(PLACES.depot, event.data().depot()))
                        .onConflict(OnConflict.on(PLACES.parcel).update(PLACES.depot))
                        .execute())
                .build();
    }
    // endregion:projection

    private Places() {
        super("places");
    }
}
