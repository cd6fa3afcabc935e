package dev.holdfast.examples.events;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.error.SchemaException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.table.Schema;
import java.math.BigDecimal;

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

    private EventTypesMain() {}

    public static void main(String[] args) {
        EventTypes first = EventTypes.builder()
                .add("parcel-registered", RegisteredV1.class)
                .add("parcel-scanned", Scanned.class)
                .add("parcel-weighed", Weighed.class)
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
                            new Scanned("Basel"));
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
                    .build();
            // endregion:types
            database.node(EventSettings.with(types))
                    .tenant(ExampleDatabase.ACME)
                    .events()
                    .read(parcel)
                    .list()
                    .forEach(event -> System.out.println(
                            event.type() + " v" + event.schemaVersion() + " is read as " + event.data()));
            refused(database, parcel);
        }
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
