package dev.holdfast.examples.events;

import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.examples.events.ParcelEvent.Registered;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.table.Schema;
import javax.sql.DataSource;

/** A store of parcels' events, and a first parcel. */
final class Depot {

    private Depot() {}

    // region:build
    static JdbiHoldfast holdfast(DataSource application) {
        return JdbiHoldfast.builder(application)
                .json(new Jackson3Json())
                .events(EventSettings.with(EventTypes.of(ParcelEvent.class))) // all that the sealed interface permits
                .build();
    }
    // endregion:build

    /** An empty store, by the same settings. */
    static ExampleDatabase open() {
        return open(Schema.of());
    }

    /** The same beside tables. */
    static ExampleDatabase open(Schema schema) {
        return ExampleDatabase.with(schema, null, EventSettings.with(EventTypes.of(ParcelEvent.class)));
    }

    static JdbiTenantScope acme(ExampleDatabase database) {
        return database.holdfast().tenant(ExampleDatabase.ACME).actor("user-7");
    }

    /** A parcel that was registered, and scanned at these depots. */
    static StreamId parcel(JdbiTenantScope scope, String id, String... depots) {
        StreamId stream = StreamId.stream("parcel", id);
        scope.events().append(stream, ExpectedVersion.none(), new Registered("Ann", 700));
        for (String depot : depots) {
            scope.events().append(stream, ExpectedVersion.any(), new Scanned(depot));
        }
        return stream;
    }
}
