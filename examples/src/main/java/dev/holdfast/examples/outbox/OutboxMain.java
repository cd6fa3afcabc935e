package dev.holdfast.examples.outbox;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.examples.events.ParcelEvent;
import dev.holdfast.examples.events.ParcelEvent.Delivered;
import dev.holdfast.examples.events.ParcelEvent.Registered;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxMessage;
import dev.holdfast.outbox.OutboxPublisher;
import dev.holdfast.outbox.RefusedMessageException;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.Projections;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** Others are told of parcels, at least once and in order per parcel. */
public final class OutboxMain {

    private static final Duration LONG = Duration.ofMinutes(1);

    private OutboxMain() {}

    /** Who is told: it takes whatever it is sent, but nothing for a door that it doesn't know. */
    private static final class Receiver {

        final List<String> taken = new CopyOnWriteArrayList<>();
        final Set<UUID> keys = ConcurrentHashMap.newKeySet();
        final Set<String> doors = ConcurrentHashMap.newKeySet();

        // region:once
        /** Takes each message once, since it keeps the keys that it has seen: in its own transaction, if it is a database. */
        void take(UUID key, String parcel, String body) {
            if (keys.add(key)) {
                taken.add(parcel + " " + body);
            }
        }
        // endregion:once

        // region:publisher
        CompletableFuture<?> publish(OutboxMessage message) {
            String body = message.message().bodyText();
            if (body.startsWith("delivered to") && !doors.contains(body)) {
                throw new RefusedMessageException("The receiver doesn't know the door");
            }
            return CompletableFuture.runAsync(
                    () -> take(message.idempotencyKey(), message.stream().id(), body));
        }
        // endregion:publisher
    }

    public static void main(String[] args) throws InterruptedException {
        try (var database =
                ExampleDatabase.with(Schema.of(), null, EventSettings.with(EventTypes.of(ParcelEvent.class)))) {
            Receiver receiver = new Receiver();
            JdbiHoldfast holdfast = holdfast(
                    database.pool(), database.database().untrackedDataSource(Role.ACROSS_TENANTS), receiver::publish);
            JdbiTenantScope acme = holdfast.tenant(ExampleDatabase.ACME);
            AppendResult last = acme.events()
                    .append(
                            stream("parcel", "p-1"),
                            ExpectedVersion.none(),
                            new Registered("Ann", 700),
                            new Scanned("Basel"));
            // region:run
            Projections projections = holdfast.projections();
            try (RunningProjections running = projections.start()) {
                projections.await(ExampleDatabase.ACME, last.position(), LONG, "notices");
                // endregion:run
                System.out.println("Told: " + receiver.taken);
                parked(acme, projections, receiver);
                again(projections, receiver);
            }
        }
    }

    private static JdbiHoldfast holdfast(DataSource application, DataSource acrossTenants, OutboxPublisher publisher) {
        // region:outbox
        Outbox notices = Outbox.named("notices", publisher)
                .on(Scanned.class, event -> Message.to("notices")
                        .text("scanned in " + event.data().depot()))
                .on(Delivered.class, event -> Message.to("notices")
                        .text("delivered to " + event.data().door()))
                .inCategories("parcel")
                .build();
        JdbiHoldfast holdfast = JdbiHoldfast.builder(application)
                .acrossTenants(acrossTenants) // reads the events of all tenants
                .json(new Jackson3Json())
                .events(EventSettings.with(EventTypes.of(ParcelEvent.class)))
                .projections(ProjectionSettings.with()) // how often it looks; and projections, where there are some
                .outboxes(notices)
                .build();
        // endregion:outbox
        return holdfast;
    }

    private static void parked(JdbiTenantScope acme, Projections projections, Receiver receiver)
            throws InterruptedException {
        acme.events()
                .append(stream("parcel", "p-1"), ExpectedVersion.any(), new Delivered("attic"), new Scanned("Bern"));
        Position other = acme.events()
                .append(stream("parcel", "p-2"), ExpectedVersion.none(), new Registered("Bob", 90), new Scanned("Chur"))
                .position();
        projections.await(ExampleDatabase.ACME, other, LONG, "notices");
        // region:parked
        for (ParkedStream parked : projections.parked("notices")) {
            System.out.println(parked.stream() + " waits at version " + parked.version() + ": " + parked.error());
        }
        // endregion:parked
        receiver.doors.add("delivered to attic");
        // region:unpark
        projections.unpark("notices");
        // endregion:unpark
        until(() -> projections.parked("notices").isEmpty());
        System.out.println("Told: " + receiver.taken);
    }

    private static void again(Projections projections, Receiver receiver) throws InterruptedException {
        receiver.taken.clear();
        receiver.keys.clear(); // its database was lost
        // region:replay
        projections.replay("notices", Position.START);
        // endregion:replay
        until(() -> receiver.taken.size() == 4);
        System.out.println("Told again: " + receiver.taken.stream().sorted().toList());
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 6_000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
    }
}
