package dev.holdfast.jdbi.projection;

import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.ProjectionTimeoutException;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a projection makes of events while all goes well. */
@PostgresTest(template = Counting.class)
class ProjectionTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final JdbiHoldfast holdfast;

    ProjectionTest(TestDatabase database) {
        this.holdfast = Counting.holdfast(database, Counting.byStreamOfIts("tallies"));
    }

    @Test
    @DisplayName(
            "EV-27 EV-52 each event counts once, in its tenant; whoever waits sees it; a quiet one's checkpoint moves too")
    void counts() {
        try (var running = holdfast.projections().start()) {
            Position last = Position.START;
            for (int i = 1; i <= 20; i++) {
                publish(holdfast.tenant(A), "tallies", "x", i);
                last = publish(holdfast.tenant(B), "tallies", "x", 1).position();
            }
            holdfast.projections().await(B, last, LONG, "tallies");
            holdfast.projections().await(A, last, LONG, "tallies");
            assertThat(tallies(holdfast.tenant(A))).containsAllEntriesOf(Map.of("x", "20/210"));
            assertThat(tallies(holdfast.tenant(B))).containsAllEntriesOf(Map.of("x", "20/20"));
            ProjectionStatus status = holdfast.projections().status().get(0);
            assertThat(status.state()).isEqualTo(ProjectionStatus.State.RUNNING);
            assertThat(status.owner()).isEqualTo(running.node());
            assertThat(status.position()).isGreaterThanOrEqualTo(last);
            assertThat(status.lag()).isZero();
        }
        assertThat(holdfast.projections().status().get(0).state()).isEqualTo(ProjectionStatus.State.UNOWNED);
        Position unseen = publish(holdfast.tenant(A), "tallies", "x", 1).position();
        assertThatThrownBy(() -> holdfast.projections().await(A, unseen, Duration.ofMillis(60), "tallies"))
                .isInstanceOfSatisfying(
                        ProjectionTimeoutException.class,
                        e -> assertThat(e.reached().get("tallies")).isLessThan(unseen));
        assertThat(holdfast.projections().status().get(0).lag()).isPositive();
    }
}
