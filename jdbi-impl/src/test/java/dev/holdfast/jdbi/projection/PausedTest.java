package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static dev.holdfast.jdbi.projection.Counting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.ProjectionTimeoutException;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pauses, of all and of one tenant; a tenant with much to do beside one with little. */
@PostgresTest(template = Counting.class)
class PausedTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final TestDatabase database;

    PausedTest(TestDatabase database) {
        this.database = database;
    }

    private static ProjectionStatus status(JdbiHoldfast holdfast, String projection) {
        return holdfast.projections().status().stream()
                .filter(status -> status.projection().equals(projection))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("a paused projection stands still in all processes, and goes on from where it was")
    void all() {
        JdbiHoldfast holdfast = Counting.holdfast(database, Counting.byStreamOfIts("pauses"));
        try (RunningProjections running = holdfast.projections().start()) {
            holdfast.projections()
                    .await(A, publish(holdfast.tenant(A), "pauses", "p", 1).position(), LONG, "pauses");
            holdfast.projections().pause("pauses");
            assertThat(status(holdfast, "pauses").state()).isEqualTo(ProjectionStatus.State.PAUSED);
            Position behind = publish(holdfast.tenant(A), "pauses", "p", 1).position();
            assertThatThrownBy(() -> holdfast.projections().await(A, behind, SHORT, "pauses"))
                    .isInstanceOf(ProjectionTimeoutException.class);
            assertThat(tallies(holdfast.tenant(A))).containsEntry("p", "1/1");
            holdfast.projections().resume("pauses");
            holdfast.projections().await(A, behind, LONG, "pauses");
            assertThat(tallies(holdfast.tenant(A))).containsEntry("p", "2/2");
        }
        assertThatThrownBy(() -> holdfast.projections().pause("nothing"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("There is no projection \"nothing\"");
    }

    @Test
    @DisplayName("a tenant's pause is the tenant's alone; what was under way counts once")
    void oneTenant() {
        JdbiHoldfast holdfast = Counting.holdfast(database, Counting.byStreamOfIts("tenants"));
        try (RunningProjections running = holdfast.projections().start()) {
            for (int round = 1; round <= 25; round++) {
                publish(holdfast.tenant(A), "tenants", "q", 1);
                holdfast.projections().pause("tenants", A);
                Position paused = publish(holdfast.tenant(A), "tenants", "q", 1).position();
                holdfast.projections()
                        .await(B, publish(holdfast.tenant(B), "tenants", "q", 1).position(), LONG, "tenants");
                assertThat(tallies(holdfast.tenant(B))).containsEntry("q", round + "/" + round);
                if (round == 1) {
                    assertThatThrownBy(() -> holdfast.projections().await(A, paused, SHORT, "tenants"))
                            .isInstanceOf(ProjectionTimeoutException.class);
                    assertThat(status(holdfast, "tenants").tenantsBehind()).isEqualTo(1);
                }
                holdfast.projections().resume("tenants", A);
                holdfast.projections().await(A, paused, LONG, "tenants");
                assertThat(tallies(holdfast.tenant(A))).containsEntry("q", 2 * round + "/" + 2 * round);
            }
            until(() -> status(holdfast, "tenants").tenantsBehind() == 0);
        }
    }

    @Test
    @DisplayName("one tenant's import doesn't starve the others, and counts in the end")
    void imports() {
        AtomicInteger imported = new AtomicInteger();
        AtomicInteger before = new AtomicInteger(-1);
        Projection slow = Projection.named("imports")
                .inCategories("imports")
                .on(Published.class, (event, tx) -> {
                    if (event.tenantId().equals(A)) {
                        imported.incrementAndGet();
                    } else if (event.data().edition() == 2) {
                        before.compareAndSet(-1, imported.get());
                    }
                    Counting.add(tx, "tallies", "i", event.data().edition());
                })
                .build();
        JdbiHoldfast holdfast = Counting.holdfast(database, quick(slow).batchSize(50));
        try (RunningProjections running = holdfast.projections().start()) {
            holdfast.projections()
                    .await(B, publish(holdfast.tenant(B), "imports", "i", 1).position(), LONG, "imports");
            holdfast.projections().pause("imports");
            List<Published> much =
                    IntStream.rangeClosed(1, 2000).mapToObj(Published::new).toList();
            Position last = holdfast.tenant(A)
                    .events()
                    .appendAll(stream("imports", "i"), ExpectedVersion.any(), much)
                    .position();
            publish(holdfast.tenant(B), "imports", "i", 2);
            holdfast.projections().resume("imports"); // both are seen at the same time
            holdfast.projections().await(A, last, LONG, "imports");
            assertThat(tallies(holdfast.tenant(A))).containsEntry("i", "2000/2001000");
            assertThat(tallies(holdfast.tenant(B))).containsEntry("i", "2/3");
            assertThat(before.get())
                    .as("events of the import before the other's")
                    .isBetween(0, 300);
            until(() -> status(holdfast, "imports").tenantsBehind() == 0);
        }
    }

    @Test
    @DisplayName("what the application's role writes into its tenant's places stops its own tenant, and nobody else")
    void forged() {
        JdbiHoldfast holdfast = Counting.holdfast(database, Counting.byStreamOfIts("forged"));
        try (RunningProjections running = holdfast.projections().start()) {
            holdfast.projections()
                    .await(B, publish(holdfast.tenant(B), "forged", "g", 1).position(), LONG, "forged");
        }
        Sql.run(
                database.applicationDataSource(),
                "begin; select set_config('holdfast.tenant_id', '" + A + "', true);"
                        + " insert into holdfast.projection_tenants (tenant_id, projection, version, partition, checkpoint, position)"
                        + " values (" + A + ", 'forged', 1, 0, 'nonsense', 1);"
                        + " insert into holdfast.parked_streams (tenant_id, projection, version, partition, category, stream_id,"
                        + " stream_version, position, type, error, retry_at)"
                        + " values (" + A + ", 'forged', 1, 0, ' ', 'x', 1, -5, 't', 'e', now()); commit");
        try (RunningProjections running = holdfast.projections().start()) {
            Position other = publish(holdfast.tenant(B), "forged", "g", 1).position();
            holdfast.projections().await(B, other, LONG, "forged");
            assertThat(tallies(holdfast.tenant(B))).containsEntry("g", "2/2");
            Sql.run(
                    database.superuserDataSource(),
                    "update holdfast.projection_tenants set checkpoint = 'c999999.0123456789abcdef.01234567', position = 1"
                            + " where checkpoint = 'nonsense'");
            Position later = publish(holdfast.tenant(B), "forged", "g", 1).position();
            holdfast.projections().await(B, later, LONG, "forged");
            assertThat(tallies(holdfast.tenant(B))).containsEntry("g", "3/3");
        }
    }
}
