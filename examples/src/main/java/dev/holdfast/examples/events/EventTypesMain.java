package dev.holdfast.examples.events;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.error.SchemaException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.JsonObject;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.table.Schema;
import java.math.BigDecimal;
import java.util.List;

/** Events outlive the classes that they were written by: names, schema versions, upcasters. */
public final class EventTypesMain {

    // region:v1
    /** As it was in the first release, and is read for ever. */
    record RegisteredV1(String to, BigDecimal kilograms) {}
    // endregion:v1

    record Weighed(int grams) {}

    record Scanned(String depot) {}

    // region:v2
    @EventType(value = "parcel-registered", version = 2)
    record Registered(String to, int grams) {}

    @EventType("parcel-sorted") // was "parcel-scanned" once
    record Sorted(String depot) {}
    // endregion:v2

    // region:parts
    sealed interface ParcelChange {}

    @EventType("parcel-redirected")
    record Redirected(String to) implements ParcelChange {}

    @EventType("parcel-reweighed")
    record Reweighed(int grams) implements ParcelChange {}
    // endregion:parts

    /** As the first release wrote it. */
    record Changed(String to, int grams) {}

    private EventTypesMain() {}

    public static void main(String[] args) {
        EventTypes first = EventTypes.builder()
                .add("parcel-registered", RegisteredV1.class)
                .add("parcel-scanned", Scanned.class)
                .add("parcel-weighed", Weighed.class)
                .add("parcel-changed", Changed.class)
                .build();
        try (var database = ExampleDatabase.with(Schema.of(), null, EventSettings.with(first))) {
            StreamId parcel = stream("parcel", "p-1");
            database.holdfast()
                    .tenant(ExampleDatabase.ACME)
                    .events()
                    .append(
                            parcel,
                            ExpectedVersion.none(),
                            new RegisteredV1("Ann", new BigDecimal("0.7")),
                            new Weighed(705),
                            new Scanned("Basel"),
                            new Changed("Bob", 720));
            // region:types
            EventTypes types = EventTypes.builder()
                    .add(Registered.class)
                    .upcast(
                            "parcel-registered",
                            1,
                            RegisteredV1.class,
                            Registered.class,
                            old -> new Registered(
                                    old.to(), old.kilograms().movePointRight(3).intValueExact()))
                    .add(Sorted.class)
                    .alias("parcel-scanned", "parcel-sorted")
                    .ignore("parcel-weighed") // means nothing any more
                    .ignore("parcel-changed")
                    .build();
            // endregion:types
            print(database, types, parcel);
            print(database, onJson(), parcel);
            raw(database, parcel);
            refused(database, parcel);
        }
    }

    private static EventTypes onJson() {
        // region:json
        return EventTypes.builder()
                .add(Registered.class)
                .upcastJson( // no class of the first release is needed
                        "parcel-registered", 1, json -> json.with(
                                        "grams",
                                        json.get("kilograms")
                                                .decimal()
                                                .movePointRight(3)
                                                .intValueExact())
                                .without("kilograms"))
                .add(ParcelChange.class)
                .split( // isn't written any more, and is read as two events
                        "parcel-changed",
                        1,
                        JsonObject.class,
                        ParcelChange.class,
                        json -> List.of(new Redirected(json.get("to").text()), new Reweighed((int)
                                json.get("grams").integer())))
                .ignore("parcel-scanned")
                .ignore("parcel-weighed")
                .build();
        // endregion:json
    }

    private static void print(ExampleDatabase database, EventTypes types, StreamId parcel) {
        database.node(EventSettings.with(types))
                .tenant(ExampleDatabase.ACME)
                .events()
                .read(parcel)
                .list()
                .forEach(event -> System.out.println(event.type() + " v" + event.schemaVersion() + " is read as "
                        + event.data() + (event.parts() == 1 ? "" : ", " + event.part() + " of " + event.parts())));
    }

    private static void raw(ExampleDatabase database, StreamId parcel) {
        Events events = database.holdfast().tenant(ExampleDatabase.ACME).events();
        // region:raw
        for (RecordedEvent<RawEvent> event : events.read(parcel).raw().list()) {
            String line = event.type() + " v" + event.schemaVersion() + ": "
                    + event.data().json();
            System.out.println(line);
        }
        EventPage<RawEvent> page =
                events.readAll(Checkpoint.START).raw().page(100); // of all streams, ignored types too
        // endregion:raw
        System.out.println("Raw: " + page.events().size());
    }

    private static void refused(ExampleDatabase database, StreamId parcel) {
        EventTypes few =
                EventTypes.builder().add("parcel-weighed", Weighed.class).build();
        try {
            database.node(EventSettings.with(few))
                    .tenant(ExampleDatabase.ACME)
                    .events()
                    .read(parcel)
                    .list();
        } catch (UnknownEventTypeException unknown) {
            System.out.println(unknown.getMessage());
        }
        try {
            EventTypes.of(Registered.class);
        } catch (SchemaException gap) {
            System.out.println(gap.getMessage());
        }
    }
}
