package dev.holdfast.examples.events;

import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamClosedException;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.examples.events.ParcelEvent.Delivered;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.jdbi.JdbiTenantScope;
import java.util.List;

/** Two saw the same version, and one was faster: the other one is told what came in between. */
public final class ConflictMain {

    private ConflictMain() {}

    public static void main(String[] args) {
        try (var database = Depot.open()) {
            JdbiTenantScope acme = Depot.acme(database);
            StreamId parcel = Depot.parcel(acme, "p-1");
            acme.events().append(parcel, ExpectedVersion.exactly(1), new Scanned("Bern"));
            conflict(acme.events(), parcel);
            inTransaction(acme, parcel);
            closed(acme.events(), parcel);
        }
    }

    private static void conflict(Events events, StreamId parcel) {
        try {
            events.append(parcel, ExpectedVersion.exactly(1), new Delivered("front door"));
        } catch (VersionConflictException conflict) {
            System.out.println(conflict.getMessage());
        }
        // region:conflict
        try {
            events.append(parcel, ExpectedVersion.exactly(1), new Delivered("front door"));
        } catch (VersionConflictException conflict) {
            List<RecordedEvent<ParcelEvent>> between = events.between(conflict, ParcelEvent.class);
            if (between.stream().anyMatch(event -> !(event.data() instanceof Scanned))) {
                throw conflict; // somebody delivered it, or worse
            }
            events.append(
                    parcel, ExpectedVersion.exactly(conflict.actual().orElseThrow()), new Delivered("front door"));
        }
        // endregion:conflict
        System.out.println("It was only scanned; delivered all the same: "
                + events.read(parcel).list());
    }

    private static void inTransaction(JdbiTenantScope acme, StreamId parcel) {
        long version = acme.inTransaction(tx -> {
            try {
                tx.events().append(parcel, ExpectedVersion.none(), new Scanned("Basel"));
            } catch (VersionConflictException conflict) { // refused, and the transaction goes on
                tx.events().append(parcel, ExpectedVersion.any(), new Scanned("Chur"));
            }
            return tx.events().info(parcel).orElseThrow().version();
        });
        System.out.println("The transaction went on, to " + version);
    }

    private static void closed(Events events, StreamId parcel) {
        events.close(parcel, ExpectedVersion.any());
        try {
            events.append(parcel, ExpectedVersion.any(), new Scanned("Basel"));
        } catch (StreamClosedException closed) {
            System.out.println(closed.getMessage());
        }
    }
}
