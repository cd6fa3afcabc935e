package dev.holdfast.examples.projections;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.projections.DepotScans.DEPOT_SCANS;

import dev.holdfast.TenantScope;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.InlineProjectionException;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.query.OnConflict;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.Schema;
import java.util.List;

/** Counts scans by depot in the appends' own transactions, on a store that has events already. */
public final class InlineMain {

    @EventType("parcel-scanned")
    record Scanned(String depot) {}

    private static final EventSettings EVENTS = EventSettings.with(EventTypes.of(Scanned.class));
    private static final Schema SCHEMA = Schema.of(DEPOT_SCANS);

    private InlineMain() {}

    // region:inline
    /** How often parcels were scanned, by depot: at once. */
    static Projection scansAtOnce() {
        return Projection.named("depot-scans")
                .inline()
                .readModel(DEPOT_SCANS)
                .on(Scanned.class, (event, tx) -> {
                    if (event.data().depot().isBlank()) {
                        throw new IllegalArgumentException("a scan without a depot");
                    }
                    tx.insertInto(DEPOT_SCANS, row -> row.set(
                                            DEPOT_SCANS.depot, event.data().depot())
                                    .set(DEPOT_SCANS.scans, 1L))
                            .onConflict(OnConflict.on(DEPOT_SCANS.depot)
                                    .setTo(
                                            DEPOT_SCANS.scans,
                                            PlainSql.expression(
                                                    SqlTypes.BIGINT, "sum", "{0} + {1}", DEPOT_SCANS.scans, 1L)))
                            .execute();
                })
                .build();
    }
    // endregion:inline

    public static void main(String[] args) throws Exception {
        try (var database = ExampleDatabase.with(SCHEMA)) {
            TenantScope before =
                    database.node(SCHEMA, EVENTS, ProjectionSettings.with()).tenant(ExampleDatabase.ACME);
            before.events().append(stream("parcel", "p-1"), ExpectedVersion.none(), new Scanned("Basel"));

            JdbiHoldfast holdfast = database.node(SCHEMA, EVENTS, ProjectionSettings.with(scansAtOnce()));
            // region:switch
            try (RunningProjections running = holdfast.projections().start()) { // it catches up
                while (!caughtUp(holdfast)) {
                    Thread.sleep(20);
                }
                holdfast.projections().serve("depot-scans", 1); // from here on each append runs it
            }
            // endregion:switch
            TenantScope acme = holdfast.tenant(ExampleDatabase.ACME);
            // region:read
            acme.events().append(stream("parcel", "p-1"), ExpectedVersion.any(), new Scanned("Basel"));
            long basel = acme.from(DEPOT_SCANS)
                    .where(DEPOT_SCANS.depot.eq("Basel"))
                    .values(DEPOT_SCANS.scans)
                    .one(); // 2: nothing is waited for
            // endregion:read
            System.out.println("Basel: " + basel + ", " + states(holdfast));
            try {
                acme.events().append(stream("parcel", "p-2"), ExpectedVersion.any(), new Scanned(""));
            } catch (InlineProjectionException refused) {
                System.out.println("Not stored: " + refused.stream() + " at version " + refused.version());
            }
        }
    }

    private static boolean caughtUp(JdbiHoldfast holdfast) {
        return holdfast.projections().status().stream()
                .allMatch(status -> status.state() == ProjectionStatus.State.CATCHING_UP && status.behind() == 0);
    }

    private static List<String> states(JdbiHoldfast holdfast) {
        return holdfast.projections().status().stream()
                .map(status -> status.projection() + " is " + status.state())
                .toList();
    }
}
