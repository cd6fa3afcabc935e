package dev.holdfast.examples.events;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.events.Deliveries.DELIVERIES;

import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.examples.events.ParcelEvent.Delivered;
import dev.holdfast.examples.events.ParcelEvent.Registered;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.table.Schema;

/** Rows, SQL by hand and events in one transaction: all of it, or none. */
public final class EventTransactionMain {

    private EventTransactionMain() {}

    public static void main(String[] args) {
        try (var database = Depot.open(Schema.of(DELIVERIES))) {
            JdbiTenantScope acme = Depot.acme(database);
            StreamId parcel = stream("parcel", "p-1");
            stored(acme, parcel);
            System.out.println("Committed: " + acme.events().read(parcel).list());
            rolledBack(acme, parcel);
            System.out.println("With another tenant: "
                    + database.holdfast()
                            .tenant(ExampleDatabase.GLOBEX)
                            .events()
                            .read(parcel)
                            .list());
        }
    }

    private static void stored(JdbiTenantScope acme, StreamId parcel) {
        // region:transaction
        acme.useTransaction(tx -> {
            tx.insertInto(DELIVERIES, row -> row.set(DELIVERIES.parcel, parcel.id())
                            .set(DELIVERIES.courier, "Bob"))
                    .execute();
            tx.events().append(parcel, ExpectedVersion.none(), new Registered("Ann", 700));
            DeliveryDao dao = tx.attach(DeliveryDao.class);
            dao.handOver(parcel.id(), "Cy");
            dao.scan(parcel.id(), "Basel"); // the SqlObject appends, too
        });
        // endregion:transaction
    }

    private static void rolledBack(JdbiTenantScope acme, StreamId parcel) {
        try {
            acme.useTransaction(tx -> {
                tx.deleteFrom(DELIVERIES)
                        .where(DELIVERIES.parcel.eq(parcel.id()))
                        .execute();
                tx.events().append(parcel, ExpectedVersion.exactly(1), new Delivered("front door"));
            });
        } catch (VersionConflictException conflict) {
            System.out.println("Rolled back, still with "
                    + acme.from(DELIVERIES).values(DELIVERIES.courier).one() + ": " + conflict.getMessage());
        }
    }
}
