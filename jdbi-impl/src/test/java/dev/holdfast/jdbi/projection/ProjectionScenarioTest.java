package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.projection.Projection;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.ProjectionScenario;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.testkit.TestkitException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whether scenarios find what is wrong with projections, and say what. */
@PostgresTest(template = Counting.class)
class ProjectionScenarioTest {

    private final TestDatabase database;

    ProjectionScenarioTest(TestDatabase database) {
        this.database = database;
    }

    private ProjectionScenario scenario(Projection projection) {
        JdbiHoldfast holdfast = Counting.holdfast(database, projection);
        return ProjectionScenario.of(holdfast, holdfast.projections()).inTenant(A);
    }

    private static List<String> tallies(TenantScope scope) {
        return tallies(scope, TALLIES);
    }

    private static List<String> tallies(TenantScope scope, Tallies table) {
        return scope.from(table)
                .select(table.name, table.events, table.total)
                .map(row -> row.get(table.name) + " " + row.get(table.events) + " " + row.get(table.total))
                .list();
    }

    private static void count(RecordedEvent<Published> event, dev.holdfast.Transaction tx) {
        if (event.data().edition() < 0) {
            throw new IllegalStateException("no such edition");
        }
        Counting.add(tx, "tallies", event.stream().id(), event.data().edition());
    }

    private static Projection sound(String name) {
        return Projection.named(name)
                .on(Published.class, ProjectionScenarioTest::count)
                .readModel(TALLIES)
                .build();
    }

    @Test
    @DisplayName("EV-18 what is sound holds in all sizes of batches, crashes and all, in each tenant")
    void sound() {
        ProjectionScenario scenario = scenario(sound("sound"))
                .given(stream("article", "x"), new Published(1))
                .when(stream("article", "x"), new Published(2), new Published(3))
                .when(stream("article", "y"), new Published(4))
                .inTenant(B)
                .when(stream("article", "x"), new Published(5))
                .inBatchesOf(1, 2, 500);
        scenario.inTenant(A)
                .thenRows(ProjectionScenarioTest::tallies, "y 1 4", "x 3 6")
                .thenNothingParked();
        scenario.thenRows(ProjectionScenarioTest::tallies, "x 1 5").thenNothingParked();
        assertThatThrownBy(() -> scenario.thenRows(ProjectionScenarioTest::tallies, "x 1 6"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "In batches of 1, tenant " + B + " has other rows in the query",
                        "expected: [x 1 6]",
                        "actual:   [x 1 5]");
    }

    @Test
    @DisplayName("a table's rows are compared without the tenant's key, and a missing one is shown")
    void table() {
        UUID id = UUID.fromString("00000000-0000-0000-0000-000000000001");
        ProjectionScenario scenario = scenario(Projection.named("rows")
                        .on(Published.class, (event, tx) -> tx.insertInto(TALLIES, row -> row.set(TALLIES.id, id)
                                        .set(TALLIES.name, "only")
                                        .set(TALLIES.events, 1L)
                                        .set(TALLIES.total, event.data().edition()))
                                .execute())
                        .readModel(TALLIES)
                        .build())
                .when(stream("article", "x"), new Published(7));
        scenario.thenRows(TALLIES, ProjectionScenario.row(id, "only", 1L, 7L));
        assertThatThrownBy(() -> scenario.thenRows(TALLIES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("tallies[id, name, events, total]", "expected: []", "only, 1, 7");
    }

    @Test
    @DisplayName("what depends on the size of batches, or counts outside the transaction, is found")
    void unsound() {
        ProjectionScenario bySize = scenario(Projection.named("by-size")
                        .onBatch(Published.class, (events, tx) -> Counting.add(tx, "tallies", "batches", events.size()))
                        .readModel(TALLIES)
                        .build())
                .when(stream("article", "x"), new Published(1), new Published(2));
        bySize.thenRows(ProjectionScenarioTest::tallies, "batches 1 2");
        assertThatThrownBy(() -> bySize.inBatchesOf(500, 1).thenRows(ProjectionScenarioTest::tallies, "batches 1 2"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("In batches of 1,", "batches 2 2");
        AtomicLong sum = new AtomicLong();
        ProjectionScenario inMemory = scenario(Projection.named("in-memory")
                        .on(
                                Published.class,
                                (event, tx) -> Counting.add(
                                        tx,
                                        "tallies",
                                        "sum " + sum.addAndGet(event.data().edition()),
                                        1))
                        .readModel(TALLIES)
                        .build())
                .when(stream("article", "x"), new Published(5));
        assertThatThrownBy(() -> inMemory.thenRows(ProjectionScenarioTest::tallies, "sum 5 1 1"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sum 10 1 1");
    }

    @Test
    @DisplayName("EV-20 parked streams are named, with their errors; what can't go on is told")
    void parked() {
        ProjectionScenario scenario = scenario(sound("parks"))
                .when(stream("article", "p"), new Published(1), new Published(-1), new Published(2))
                .when(stream("article", "q"), new Published(3))
                .inBatchesOf(1, 500);
        scenario.thenParked(stream("article", "p")).thenRows(ProjectionScenarioTest::tallies, "p 1 1", "q 1 3");
        assertThatThrownBy(scenario::thenNothingParked)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("expected: []", "article/p at version 2 in parks v1", "no such edition");
        assertThatThrownBy(() -> scenario.thenRows(ProjectionScenarioTest::tallies, "p 3 2", "q 1 3"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("parked:   [article/p at version 2");
        assertThatThrownBy(() -> scenario(Projection.named("classless")
                                .on(Published.class, (event, tx) -> {
                                    throw new NoClassDefFoundError("gone");
                                })
                                .build())
                        .when(stream("article", "p"), new Published(1))
                        .thenNothingParked())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a projection can't go on")
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    @DisplayName(
            "nothing is proven, and nobody's events are deleted, where the tenant or the table isn't the scenario's alone")
    void refused() {
        ProjectionScenario undeclared = scenario(Projection.named("undeclared")
                        .on(Published.class, (event, tx) -> Counting.add(tx, "tallies_2", "x", 1))
                        .build())
                .when(stream("article", "x"), new Published(1))
                .inBatchesOf(1, 2);
        assertThatThrownBy(() -> undeclared.thenRows(TALLIES_2))
                .isInstanceOf(AssertionError.class); // in the first size
        assertThatThrownBy(() -> undeclared.thenRows(TALLIES_2))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("readModel");
        assertThatThrownBy(() -> undeclared.thenRows(scope -> tallies(scope, TALLIES_2), "x 1 1"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("before the first event it found [x 1 1]");
        assertThatThrownBy(undeclared::inBatchesOf).isInstanceOf(TestkitException.class);

        JdbiHoldfast holdfast = Counting.holdfast(database, sound("careful"));
        holdfast.acrossTenants("the tenant is another's now").events().purgeTenant(A);
        holdfast.tenant(A).events().append(stream("article", "real"), ExpectedVersion.any(), new Published(1));
        assertThatThrownBy(() -> ProjectionScenario.of(holdfast, holdfast.projections())
                        .inTenant(A)
                        .when(stream("article", "x"), new Published(1))
                        .thenNothingParked())
                .isInstanceOf(TestkitException.class)
                .hasMessageContainingAll("tenant " + A, "no scenario has appended");
        assertThat(holdfast.tenant(A).events().read(stream("article", "real")).list())
                .hasSize(1);
        holdfast.acrossTenants("the tenant is nobody's again").events().purgeTenant(A);
    }
}
