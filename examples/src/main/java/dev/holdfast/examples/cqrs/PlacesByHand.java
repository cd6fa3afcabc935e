package dev.holdfast.examples.cqrs;

import static dev.holdfast.examples.cqrs.Places.PLACES;

import dev.holdfast.Holdfast;
import dev.holdfast.cqrs.PositionWait;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.query.OnConflict;
import java.time.Duration;

/** In place of a projection: whoever would wait for it fills the read model. */
final class PlacesByHand implements PositionWait {

    private final Holdfast holdfast;

    PlacesByHand(Holdfast holdfast) {
        this.holdfast = holdfast;
    }

    @Override
    public void await(Object tenantId, Position position, Duration timeout, String... projections) {
        holdfast.tenant((Long) tenantId).useTransaction(tx -> {
            for (RecordedEvent<Scanned> event : tx.events()
                    .readAll(Checkpoint.START, Scanned.class)
                    .page(1000)
                    .events()) {
                tx.insertInto(PLACES, row -> row.set(
                                        PLACES.parcel, event.stream().id())
                                .set(PLACES.depot, event.data().depot()))
                        .onConflict(OnConflict.on(PLACES.parcel).update(PLACES.depot))
                        .execute();
            }
        });
    }
}
