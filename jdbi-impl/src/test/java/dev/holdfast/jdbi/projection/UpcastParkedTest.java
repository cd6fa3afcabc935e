package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.RetryPolicy;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.SteppedProjections;
import dev.holdfast.projection.SteppedProjections.Step;
import dev.holdfast.testkit.MutableClock;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits in a parked stream is read as the release knows events that tries it, not as the one that parked it. */
@PostgresTest(template = Counting.class)
class UpcastParkedTest {

    /** As the first release knew it: euros, or whatever somebody wrote. */
    record FeeV1(String euros) {}

    record Fee(long cents) {}

    private final TestDatabase database;
    private final MutableClock clock = MutableClock.at("2026-01-31T10:15:30Z");

    UpcastParkedTest(TestDatabase database) {
        this.database = database;
    }

    private JdbiHoldfast holdfast(EventTypes.Builder types, Projection projection) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Counting.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .events(EventSettings.with(types.build()))
                .projections(ProjectionSettings.with(projection).retries(RetryPolicy.none()))
                .build();
    }

    private static long cents(String euros) {
        return Math.round(Double.parseDouble(euros.replace(',', '.').replace("EUR", "")) * 100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("EV-54 an event that was parked at schema 1 is upcast once schema 2 is deployed and it is unparked")
    void upcast(boolean inBatches) {
        String name = inBatches ? "fees-in-batches" : "fees";
        Projection first = Projection.named(name)
                .inCategories(name)
                .on(
                        FeeV1.class,
                        (event, tx) -> Counting.add(
                                tx,
                                "tallies",
                                event.stream().id(),
                                Long.parseLong(event.data().euros()) * 100))
                .build();
        JdbiHoldfast old = holdfast(EventTypes.builder().add("fee-paid", 1, FeeV1.class), first);
        try (SteppedProjections stepped = old.projections().stepped(clock, 100)) {
            old.tenant(A)
                    .events()
                    .append(
                            stream(name, name + "1"),
                            ExpectedVersion.none(),
                            new FeeV1("1"),
                            new FeeV1("2,50"),
                            new FeeV1("3"));
            assertThat(stepped.runUntilIdle().parked())
                    .extracting(ParkedStream::version)
                    .containsExactly(2L);
            old.projections().unpark(name);
            assertThat(stepped.runUntilIdle().parked()).as("the same release").hasSize(1);
        }
        assertThat(tallies(old.tenant(A))).containsEntry(name + "1", "1/100");

        Projection.Builder second = Projection.named(name).inCategories(name);
        if (inBatches) {
            second.onBatch(
                    Fee.class,
                    (events, tx) -> Counting.add(
                            tx,
                            "tallies",
                            name + "1",
                            events.stream()
                                    .mapToLong(event -> event.data().cents())
                                    .sum()));
        } else {
            second.on(
                    Fee.class,
                    (event, tx) -> Counting.add(
                            tx, "tallies", event.stream().id(), event.data().cents()));
        }
        JdbiHoldfast next = holdfast(
                EventTypes.builder()
                        .add("fee-paid", 2, Fee.class)
                        .upcast("fee-paid", 1, FeeV1.class, Fee.class, fee -> new Fee(cents(fee.euros()))),
                second.build());
        try (SteppedProjections stepped = next.projections().stepped(clock, 100)) {
            next.tenant(A).events().append(stream(name, name + "1"), ExpectedVersion.any(), new Fee(7));
            assertThat(stepped.runUntilIdle().unparked()).as("by hand alone").isEmpty();
            assertThat(tallies(next.tenant(A))).containsEntry(name + "1", "1/100");
            next.projections().unpark(name);
            Step unparked = stepped.runUntilIdle();
            assertThat(unparked.unparked()).hasSize(1);
            assertThat(unparked.parked()).isEmpty();
            assertThat(tallies(next.tenant(A))).containsEntry(name + "1", "4/657");
            assertThat(next.projections().parked(name)).isEmpty();
        }
    }
}
