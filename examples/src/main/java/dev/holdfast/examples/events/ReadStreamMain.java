package dev.holdfast.examples.events;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.StreamState;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.jdbi.JdbiHoldfast;
import java.time.Instant;
import java.util.List;

/** One stream: forwards, backwards, in parts, as it was; and what becomes of it. */
public final class ReadStreamMain {

    private ReadStreamMain() {}

    public static void main(String[] args) {
        try (var database = Depot.open()) {
            Events events = Depot.acme(database).events();
            StreamId parcel = Depot.parcel(Depot.acme(database), "p-1", "Basel", "Bern", "Chur");
            Instant then = events.read(parcel)
                    .upToVersion(2)
                    .backwards()
                    .first()
                    .orElseThrow()
                    .recordedAt();
            read(events, parcel, then);
            list(events);
            life(events, database.holdfast(), parcel);
        }
    }

    private static void read(Events events, StreamId parcel, Instant then) {
        // region:read
        List<RecordedEvent<ParcelEvent>> all =
                events.read(parcel, ParcelEvent.class).list();
        List<RecordedEvent<ParcelEvent>> lastTwo =
                events.read(parcel, ParcelEvent.class).backwards().limit(2).list();
        List<RecordedEvent<Object>> part =
                events.read(parcel).fromVersion(2).upToVersion(3).list();
        List<RecordedEvent<Object>> asItWas = events.read(parcel).upTo(then).list();
        long scans = events.read(parcel).stream() // a thousand at a time, whatever the length
                .filter(event -> event.data() instanceof Scanned)
                .count();
        // endregion:read
        System.out.println("All: " + all);
        System.out.println(
                "The last two: " + lastTwo.stream().map(RecordedEvent::data).toList());
        System.out.println("Two and three: " + part.size() + "; as it was: " + asItWas.size() + "; scans: " + scans);
    }

    private static void list(Events events) {
        events.append(stream("parcel", "p-2"), ExpectedVersion.none(), new Scanned("Bern"));
        // region:streams
        List<StreamInfo> firstHundred = events.streams("parcel").page(100);
        List<StreamInfo> next = events.streams("parcel").after("p-1").page(100);
        long many = events.streams("parcel").stream() // a thousand at a time
                .filter(info -> info.version() > 1_000)
                .count();
        // endregion:streams
        System.out.println("Parcels: "
                + firstHundred.stream()
                        .map(info -> info.stream().id() + " at " + info.version())
                        .toList() + ", behind the first: " + next.size() + ", of many events: " + many);
    }

    private static void life(Events events, JdbiHoldfast holdfast, StreamId parcel) {
        // region:life
        StreamInfo info = events.info(parcel).orElseThrow();
        events.truncateBefore(parcel, 3); // reads of the stream begin at 3 from here on
        events.archive(parcel, ExpectedVersion.exactly(info.version())); // read as before, out of the way
        long deleted = holdfast.acrossTenants("clean-up").events().purgeTruncated(); // 1 and 2 are gone for good
        // endregion:life
        System.out.println(
                "Left of " + info.version() + ": " + events.read(parcel).list().size() + ", deleted: " + deleted + ", "
                        + events.info(parcel).map(StreamInfo::state).orElse(StreamState.OPEN));
    }
}
