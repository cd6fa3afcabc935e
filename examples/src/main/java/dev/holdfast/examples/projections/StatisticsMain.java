package dev.holdfast.examples.projections;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.projections.DepotScans.DEPOT_SCANS;
import static dev.holdfast.examples.projections.DepotScans.DEPOT_SCANS_2;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.holdfast.TenantScope;
import dev.holdfast.Transaction;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.Projections;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.projection.StreamParkedException;
import dev.holdfast.query.OnConflict;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts scans by depot: read one's own write, a poison event, and the same built anew while events come in. */
public final class StatisticsMain {

    // region:events
    @EventType("parcel-scanned")
    record Scanned(String depot) {}
    // endregion:events

    static final EventSettings EVENTS = EventSettings.with(EventTypes.of(Scanned.class));
    static final Schema SCHEMA = Schema.of(DEPOT_SCANS, DEPOT_SCANS_2);
    private static final AtomicBoolean MENDED = new AtomicBoolean();

    private StatisticsMain() {}

    // region:projection
    /** How often parcels were scanned, by depot. */
    static Projection scans() {
        return Projection.named("depot-scans")
                .on(Scanned.class, (event, tx) -> count(tx, DEPOT_SCANS, depotOf(event), 1))
                .readModel(DEPOT_SCANS)
                .build();
    }

    private static void count(Transaction tx, DepotScans table, String depot, long more) {
        tx.insertInto(table, row -> row.set(table.depot, depot).set(table.scans, more))
                .onConflict(OnConflict.on(table.depot)
                        .setTo(
                                table.scans,
                                PlainSql.expression(SqlTypes.BIGINT, "sum", "{0} + {1}", table.scans, more)))
                .execute();
    }
    // endregion:projection

    private static String depotOf(RecordedEvent<Scanned> event) {
        if (event.data().depot().isBlank() && !MENDED.get()) {
            throw new IllegalArgumentException("a scan without a depot");
        }
        return event.data().depot().isBlank() ? "(nowhere)" : event.data().depot();
    }

    // region:batch
    /** The same in its second version: in small letters, into a table of its own, a whole batch at once. */
    static Projection scansInSmallLetters() {
        return Projection.named("depot-scans")
                .version(2)
                .onBatch(Scanned.class, (events, tx) -> {
                    Map<String, Long> more = events.stream()
                            .map(event -> event.data().depot().toLowerCase(Locale.ROOT))
                            .collect(groupingBy(depot -> depot, counting()));
                    more.forEach((depot, scans) -> count(tx, DEPOT_SCANS_2, depot, scans));
                })
                .readModel(DEPOT_SCANS_2)
                .build();
    }
    // endregion:batch

    public static void main(String[] args) throws Exception {
        try (var database = ExampleDatabase.with(SCHEMA)) {
            JdbiHoldfast holdfast = database.node(SCHEMA, EVENTS, ProjectionSettings.with(scans()));
            // region:start
            try (RunningProjections running = holdfast.projections().start()) { // once, in each process
                // endregion:start
                TenantScope acme = holdfast.tenant(ExampleDatabase.ACME).actor("user-7");
                readsItsOwnWrite(holdfast.projections(), acme);
                poison(holdfast.projections(), acme);
                System.out.println("Globex sees "
                        + holdfast.tenant(ExampleDatabase.GLOBEX)
                                .from(DEPOT_SCANS)
                                .count() + " depots");
            }
            JdbiHoldfast next = database.node(SCHEMA, EVENTS, ProjectionSettings.with(scans(), scansInSmallLetters()));
            try (RunningProjections running = next.projections().start()) {
                rebuilt(next.projections(), next.tenant(ExampleDatabase.ACME));
            }
        }
    }

    private static void readsItsOwnWrite(Projections projections, TenantScope acme) {
        // region:await
        AppendResult scanned = acme.events()
                .append(stream("parcel", "p-1"), ExpectedVersion.any(), new Scanned("Basel"), new Scanned("Bern"));
        projections.await(acme.tenantId(), scanned.position(), Duration.ofSeconds(30), "depot-scans");
        long basel = acme.from(DEPOT_SCANS)
                .where(DEPOT_SCANS.depot.eq("Basel"))
                .values(DEPOT_SCANS.scans)
                .one();
        // endregion:await
        System.out.println("Basel: " + basel);
    }

    private static void poison(Projections projections, TenantScope acme) throws InterruptedException {
        AppendResult blank = acme.events()
                .append(stream("parcel", "p-2"), ExpectedVersion.any(), new Scanned(""), new Scanned("Chur"));
        // region:parked
        try {
            projections.await(acme.tenantId(), blank.position(), Duration.ofSeconds(30), "depot-scans");
        } catch (StreamParkedException parked) {
            System.out.println("Parked: " + parked.stream());
        }
        for (ParkedStream parked : projections.parked("depot-scans")) {
            System.out.println(parked.stream() + " waits at version " + parked.version() + ": " + parked.error());
        }
        // endregion:parked
        AppendResult other = acme.events().append(stream("parcel", "p-1"), ExpectedVersion.any(), new Scanned("Basel"));
        projections.await(acme.tenantId(), other.position(), Duration.ofSeconds(30), "depot-scans");
        System.out.println("Others go on: " + counts(acme, DEPOT_SCANS));
        MENDED.set(true);
        // region:unpark
        projections.unpark("depot-scans"); // once the handler is mended
        // endregion:unpark
        while (!projections.parked("depot-scans").isEmpty()) {
            Thread.sleep(20);
        }
        System.out.println("Unparked, in order: " + counts(acme, DEPOT_SCANS));
    }

    private static void rebuilt(Projections projections, TenantScope acme) throws InterruptedException {
        AppendResult last = acme.events().append(stream("parcel", "p-3"), ExpectedVersion.any(), new Scanned("CHUR"));
        projections.await(acme.tenantId(), last.position(), Duration.ofSeconds(30), "depot-scans");
        // region:serve
        for (ProjectionStatus status : projections.status()) {
            System.out.println(status.projection() + " v" + status.version() + ", "
                    + (status.serving() ? "read" : "being built") + ", behind by " + status.lag());
        }
        // endregion:serve
        while (projections.status().stream()
                .anyMatch(status -> status.position().compareTo(last.position()) < 0)) {
            Thread.sleep(20);
        }
        // region:swap
        projections.serve("depot-scans", 2); // in one step, refused while it is behind
        // endregion:swap
        System.out.println("Version 2 is read: "
                + projections.status().stream()
                        .filter(ProjectionStatus::serving)
                        .map(ProjectionStatus::version)
                        .toList()
                + ", " + counts(acme, DEPOT_SCANS_2));
    }

    private static List<String> counts(TenantScope acme, DepotScans table) {
        return acme.from(table)
                .orderBy(table.depot.asc())
                .select(table.depot, table.scans)
                .map(row -> row.get(table.depot) + " " + row.get(table.scans))
                .list();
    }
}
