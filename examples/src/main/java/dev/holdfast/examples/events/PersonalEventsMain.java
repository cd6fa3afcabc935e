package dev.holdfast.examples.events;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.ShreddedException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Personal;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamId;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.table.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events are never changed, and yet a person who is in them can be forgotten. */
public final class PersonalEventsMain {

    // region:personal
    @EventType("parcel-addressed")
    record Addressed(
            int grams,
            String customerId, // says whose data it is, and stays
            @Personal(subject = "customerId") @Nullable String name, // null once she is forgotten

            @Personal(subject = "customerId", shredded = "\"(erased)\"")
            String street) {}
    // endregion:personal

    // region:state
    record Label(
            String customerId,
            @Personal(subject = "customerId") @Nullable String name) {}
    // endregion:state

    private PersonalEventsMain() {}

    public static void main(String[] args) {
        Encryption encryption = Encryption.with(TinkKeyring.development());
        EventSettings events = EventSettings.with(EventTypes.of(Addressed.class));
        try (var database = ExampleDatabase.with(Schema.of(), encryption, events)) {
            JdbiTenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            StreamId parcel = stream("parcel", "p-1");
            Addressed addressed = new Addressed(700, "c-1", "Ann", "1 Main Street");
            acme.events().append(parcel, ExpectedVersion.none(), addressed, addressed);
            Label label = loaded(acme);
            System.out.println(
                    "Before: " + acme.events().read(parcel).list().get(0).data() + ", " + label);
            System.out.println("PostgreSQL has " + stored(acme) + ", and " + snapshots(acme) + " snapshot");
            // region:shred
            acme.because("asked to be forgotten").keys().shredSubject("c-1");
            RecordedEvent<Addressed> event =
                    acme.events().read(parcel, Addressed.class).list().get(0);
            // endregion:shred
            System.out.println("After: " + event.data() + ", shredded: "
                    + event.shredded().stream().sorted().toList() + ", snapshots: " + snapshots(acme));
            try {
                acme.events().append(parcel, ExpectedVersion.any(), addressed);
            } catch (ShreddedException refused) {
                System.out.println("A new event about her: refused");
            }
        }
    }

    private static Label loaded(JdbiTenantScope acme) {
        Decider<String, Label, Addressed> labels = Decider.of(
                () -> new Label("", null),
                (name, label) -> List.of(new Addressed(700, "c-1", name, "1 Main Street")),
                (label, event) -> new Label(event.customerId(), event.name()));
        var parcels = acme.events()
                .repository(Aggregate.of("parcel", Addressed.class, labels)
                        .snapshots(Snapshots.every(2, "label", Label.class)));
        return parcels.execute("p-1", "Ann").state();
    }

    private static String stored(JdbiTenantScope acme) {
        return acme.withHandle(handle -> handle.select("select data::text from holdfast.events limit 1")
                .mapTo(String.class)
                .one());
    }

    private static long snapshots(JdbiTenantScope acme) {
        return acme.withHandle(handle -> handle.select("select count(*) from holdfast.snapshots")
                .mapTo(long.class)
                .one());
    }
}
