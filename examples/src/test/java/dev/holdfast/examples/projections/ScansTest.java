package dev.holdfast.examples.projections;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.projections.DepotScans.DEPOT_SCANS;
import static dev.holdfast.testkit.ProjectionScenario.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.examples.projections.StatisticsMain.Scanned;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.SteppedProjections;
import dev.holdfast.testkit.MutableClock;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.ProjectionScenario;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@PostgresTest(template = ScansTemplate.class)
class ScansTest {

    private final JdbiHoldfast holdfast;

    ScansTest(TestDatabase database) {
        holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(StatisticsMain.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .events(StatisticsMain.EVENTS)
                .projections(ProjectionSettings.with(StatisticsMain.scans()))
                .build();
    }

    // region:scenario
    @Test
    void countsScansByDepot() {
        ProjectionScenario.of(holdfast, holdfast.projections())
                .inTenant(1)
                .given(stream("parcel", "p-1"), new Scanned("Basel"))
                .when(stream("parcel", "p-1"), new Scanned("Bern"), new Scanned("Basel"))
                .when(stream("parcel", "p-2"), new Scanned("Bern"), new Scanned(""), new Scanned("Chur"))
                .inBatchesOf(1, 2, 500)
                .thenRows(DEPOT_SCANS, row("Basel", 2L), row("Bern", 2L))
                .thenParked(stream("parcel", "p-2"));
    }
    // endregion:scenario

    @Test
    void triesAgainWhenItIsTime() {
        // region:stepped
        MutableClock clock = MutableClock.at("2026-01-31T10:15:30Z");
        try (SteppedProjections stepped = holdfast.projections().stepped(clock, 500)) {
            holdfast.tenant(2L).events().append(stream("parcel", "p-9"), ExpectedVersion.any(), new Scanned(""));
            assertThat(stepped.runUntilIdle().parked()).hasSize(1);
            clock.advance(Duration.ofMinutes(1));
            assertThat(stepped.runUntilIdle().parked())
                    .extracting(ParkedStream::attempts)
                    .contains(2);
        }
        // endregion:stepped
    }
}
