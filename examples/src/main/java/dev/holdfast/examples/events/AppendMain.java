package dev.holdfast.examples.events;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.PartialDuplicateException;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamId;
import dev.holdfast.examples.events.ParcelEvent.Delivered;
import dev.holdfast.examples.events.ParcelEvent.Registered;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import java.util.List;

/** Events are appended, to one stream or to several, and an append is repeated without doing it twice. */
public final class AppendMain {

    private AppendMain() {}

    public static void main(String[] args) {
        try (var database = Depot.open()) {
            Events events =
                    Depot.acme(database).requestId("r-1").because("express").events();
            one(events);
            several(events);
            repeated(events);
            withMetadata(events);
        }
    }

    private static void one(Events events) {
        // region:append
        StreamId parcel = stream("parcel", "p-1");
        AppendResult result =
                events.append(parcel, ExpectedVersion.none(), new Registered("Ann", 700), new Scanned("Basel"));
        events.append(parcel, ExpectedVersion.exactly(result.lastVersion()), new Delivered("back door"));
        // endregion:append
        System.out.println(
                "Versions " + result.firstVersion() + " to " + result.lastVersion() + ", up to " + result.position());
    }

    private static void several(Events events) {
        // region:together
        List<AppendResult> results = events.appendTogether(
                StreamAppend.to(stream("parcel", "p-2"), ExpectedVersion.none(), new Registered("Bob", 200)),
                StreamAppend.to(stream("parcel", "p-3"), ExpectedVersion.none(), new Registered("Cy", 90)),
                StreamAppend.to(stream("parcel", "p-1"), ExpectedVersion.exists(), new Scanned("returned")));
        // endregion:together
        System.out.println("Together: "
                + results.stream().map(r -> r.stream() + "@" + r.lastVersion()).toList());
    }

    private static void repeated(Events events) {
        StreamId parcel = stream("parcel", "p-2");
        // region:repeat
        NewEvent scan = NewEvent.of(new Scanned("Bern")); // has its id from here on
        AppendResult first;
        try {
            first = events.append(parcel, ExpectedVersion.exactly(1), scan);
        } catch (DatabaseException connectionLost) { // stored or not? nobody knows
            first = events.append(parcel, ExpectedVersion.exactly(1), scan); // so once more
        }
        // endregion:repeat
        AppendResult again = events.append(parcel, ExpectedVersion.exactly(1), scan);
        System.out.println("Repeated: " + again.duplicate() + ", at the same place: "
                + again.positions().equals(first.positions()));
        try {
            events.append(parcel, ExpectedVersion.any(), scan, new Scanned("Chur"));
        } catch (PartialDuplicateException partial) {
            System.out.println("A part of it repeated: " + partial.known().size() + " known, "
                    + partial.unknown().size() + " not; nothing was stored");
        }
    }

    private static void withMetadata(Events events) {
        StreamId parcel = stream("parcel", "p-3");
        // region:metadata
        Events fromScanner = events.with(EventMetadata.none().with("scanner", "s-12"));
        fromScanner.append(parcel, ExpectedVersion.any(), new Scanned("Bern"));
        var scanned = events.read(parcel).backwards().first().orElseThrow();
        events.with(EventMetadata.causedBy(scanned)).append(parcel, ExpectedVersion.any(), new Delivered("letter box"));
        // endregion:metadata
        var delivered = events.read(parcel).backwards().first().orElseThrow().metadata();
        System.out.println("Scanned: " + scanned.metadata());
        System.out.println("Delivered: correlation " + delivered.correlation() + ", caused by the scan: "
                + scanned.id().toString().equals(delivered.causation()));
    }
}
