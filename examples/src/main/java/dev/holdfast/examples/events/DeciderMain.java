package dev.holdfast.examples.events;

import dev.holdfast.TenantScope;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.ConflictPolicy;
import dev.holdfast.event.Decider;
import dev.holdfast.event.Executed;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Loaded;
import dev.holdfast.event.Repository;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamId;
import dev.holdfast.examples.events.Parcel.Command;
import dev.holdfast.examples.events.Parcel.Deliver;
import dev.holdfast.examples.events.Parcel.Register;
import dev.holdfast.examples.events.Parcel.Scan;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.jdbi.JdbiTenantScope;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Commands on things that are kept as events, with snapshots that make loading faster and nothing else. */
public final class DeciderMain {

    // region:aggregate
    static final Aggregate<Command, Parcel, ParcelEvent> PARCELS = Aggregate.of(
                    "parcel", ParcelEvent.class, Parcel.DECIDER)
            .snapshots(Snapshots.every(100, "parcel", Parcel.class));
    // endregion:aggregate

    private DeciderMain() {}

    public static void main(String[] args) {
        try (var database = Depot.open()) {
            JdbiTenantScope acme = Depot.acme(database);
            execute(acme);
            conflicts(acme);
            snapshots(acme);
        }
    }

    private static void execute(TenantScope acme) {
        // region:execute
        Repository<Command, Parcel, ParcelEvent> parcels = acme.events().repository(PARCELS);
        parcels.execute("p-1", new Register("Ann", 700));
        Executed<Parcel, ParcelEvent> scanned = parcels.execute("p-1", new Scan("Basel"));
        Loaded<Parcel> loaded = parcels.load("p-1");
        // endregion:execute
        System.out.println("Executed: " + scanned.events() + ", loaded: " + loaded.state() + " at " + loaded.version());
        Executed<Parcel, ParcelEvent> nothing = parcels.execute("p-1", new Register("Ann", 700));
        System.out.println("Nothing to do: " + nothing.events() + ", still at " + nothing.version());
        parcels.execute("p-1", new Deliver("back door"));
        try {
            parcels.execute("p-1", new Scan("Bern"));
        } catch (IllegalStateException refused) {
            System.out.println("Refused by the decider: " + refused.getMessage());
        }
    }

    private static void conflicts(JdbiTenantScope acme) {
        StreamId parcel = Depot.parcel(acme, "p-2");
        AtomicBoolean faster = new AtomicBoolean(true);
        Decider<Command, Parcel, ParcelEvent> overtaken = Decider.of(
                Parcel.DECIDER::initial,
                (command, state) -> {
                    if (faster.getAndSet(false)) { // while the first attempt decides, somebody else appends
                        acme.events().append(parcel, ExpectedVersion.any(), new Scanned("Bern"));
                    }
                    return Parcel.DECIDER.decide(command, state);
                },
                Parcel.DECIDER::evolve);
        // region:policy
        ConflictPolicy<Command, ParcelEvent> unlessDelivered = conflict -> conflict.attempt() < 3
                && conflict.between().stream().allMatch(event -> event.data() instanceof Scanned);
        // endregion:policy
        var parcels = Aggregate.of("parcel", ParcelEvent.class, overtaken).onConflict(unlessDelivered);
        Executed<Parcel, ParcelEvent> executed =
                acme.events().repository(parcels).execute("p-2", new Deliver("front door"));
        System.out.println("Delivered in " + executed.attempts() + " attempts: " + executed.state());
    }

    private static void snapshots(JdbiTenantScope acme) {
        var parcels = acme.events().repository(PARCELS.snapshots(Snapshots.every(3, "parcel", Parcel.class)));
        parcels.execute("p-3", new Register("Cy", 90));
        for (int i = 1; i <= 7; i++) {
            parcels.execute("p-3", new Scan("depot " + i));
        }
        List<Long> stored = acme.withHandle(handle -> handle.select("select version from holdfast.snapshots")
                .mapTo(Long.class)
                .list());
        System.out.println("The snapshot is at " + stored + "; " + parcels.load("p-3"));
        // region:version
        var changed =
                PARCELS.snapshots(Snapshots.every(100, "parcel", Parcel.class).version(2)); // older ones aren't read
        // endregion:version
        System.out.println(
                "Without it: " + acme.events().repository(changed).load("p-3").state());
    }
}
