package dev.holdfast.examples.cqrs;

import static dev.holdfast.cqrs.AtLeast.atLeast;
import static dev.holdfast.examples.cqrs.Places.PLACES;

import dev.holdfast.cqrs.Answer;
import dev.holdfast.cqrs.CommandIdReusedException;
import dev.holdfast.cqrs.Cqrs;
import dev.holdfast.cqrs.CqrsScope;
import dev.holdfast.cqrs.HandlersException;
import dev.holdfast.cqrs.NotAuthorizedException;
import dev.holdfast.cqrs.PositionTokens;
import dev.holdfast.cqrs.ValidationException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Position;
import dev.holdfast.examples.cqrs.ParcelCommand.Register;
import dev.holdfast.examples.cqrs.ParcelCommand.Scan;
import dev.holdfast.examples.events.ParcelEvent;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.table.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commands that are handled once, and a query that reads what a command wrote. */
public final class CqrsMain {

    private static final byte[] KEY =
            "a key of 32 bytes, out of a vault".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private CqrsMain() {}

    public static void main(String[] args) {
        EventSettings events = EventSettings.with(EventTypes.of(ParcelEvent.class));
        Schema schema = Schema.of(PLACES);
        try (var database = ExampleDatabase.with(schema)) {
            JdbiHoldfast holdfast = database.node(schema, events, ProjectionSettings.with(Places.projection()));
            // region:start
            RunningProjections running = holdfast.projections().start();
            Cqrs cqrs = Counter.cqrs(holdfast, holdfast.projections()::await);
            // endregion:start
            ownWrite(cqrs);
            header(cqrs);
            once(cqrs.tenant(ExampleDatabase.ACME).actor("ann"));
            guarded(Counter.guarded(holdfast, holdfast.projections()::await));
            incomplete(holdfast);
            System.out.println("Forgotten: " + cqrs.forgetCommands(Instant.now().minus(Duration.ofDays(7))));
            running.close();
        }
    }

    private static void ownWrite(Cqrs cqrs) {
        // region:send
        CqrsScope acme = cqrs.tenant(1).actor("ann");
        Answer<Receipt> receipt = acme.send(new Register("p-1", "Bob", 700));
        Answer<@Nullable Void> scanned = acme.send(new Scan("p-1", "Basel"));

        List<String> parcels = acme.ask(new ParcelsAt("Basel"), atLeast(scanned.position(), Duration.ofSeconds(30)));
        // endregion:send
        System.out.println("Paid " + receipt.result().cents() + ", at Basel: " + parcels);
    }

    private static void header(Cqrs cqrs) {
        // region:header
        PositionTokens tokens = PositionTokens.withKey(KEY);

        Answer<@Nullable Void> answer = cqrs.tenant(1).send(new Scan("p-1", "Chur"));
        String header = tokens.text(1L, answer.position()); // to the client, which sends it with its next request

        Position position = tokens.position(1L, header); // refuses another tenant's, and what was made up
        List<String> parcels = cqrs.tenant(1).ask(new ParcelsAt("Chur"), atLeast(position, Duration.ofSeconds(30)));
        // endregion:header
        System.out.println("A header of " + header.length() + " characters; at Chur: " + parcels);
    }

    private static void once(CqrsScope acme) {
        // region:once
        UUID id = UUID.randomUUID(); // the client's, sent along each time it tries
        Answer<Receipt> first = acme.sendOnce(id, new Register("p-2", "Cy", 300));
        Answer<Receipt> second = acme.sendOnce(id, new Register("p-2", "Cy", 300)); // nothing is done
        // endregion:once
        System.out.println(
                "The same receipt: " + first.result().equals(second.result()) + ", repeated: " + second.repeated());
        try {
            acme.sendOnce(id, new Register("p-3", "Cy", 300));
        } catch (CommandIdReusedException reused) {
            System.out.println(reused.getMessage());
        }
    }

    private static void guarded(Cqrs cqrs) {
        try {
            cqrs.tenant(1).send(new Scan("p-1", "Bern"));
        } catch (NotAuthorizedException refused) {
            System.out.println(refused.getMessage());
        }
        try {
            cqrs.tenant(1).actor("ann").send(new Register("p-4", " ", 0));
        } catch (ValidationException invalid) {
            System.out.println(invalid.violations());
        }
        cqrs.tenant(1).actor("ann").send(new Register("p-4", "Di", 10));
    }

    private static void incomplete(JdbiHoldfast holdfast) {
        try {
            Cqrs.builder(holdfast).mustHandle(ParcelCommand.class).build();
        } catch (HandlersException incomplete) {
            System.out.println("Missing: " + incomplete.missing().size());
        }
    }
}
