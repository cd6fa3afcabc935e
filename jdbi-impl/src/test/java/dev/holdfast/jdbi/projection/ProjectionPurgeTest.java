package dev.holdfast.jdbi.projection;

import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.add;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.projection.Projection;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of projections when a tenant's events are deleted for good. */
@PostgresTest(template = Counting.class)
class ProjectionPurgeTest {

    private final TestDatabase database;

    ProjectionPurgeTest(TestDatabase database) {
        this.database = database;
    }

    private List<String> tenantsOf(String table) {
        return Sql.column(database.superuserDataSource(), "select distinct tenant_id from " + table + " order by 1");
    }

    @Test
    @DisplayName(
            "EV-58 the tenant's rows of declared read models, what is parked and who is behind go; others' stay, and it goes on")
    void purged() {
        JdbiHoldfast holdfast = Counting.holdfast(
                database,
                Projection.named("purged")
                        .on(Published.class, (event, tx) -> {
                            if (event.data().edition() < 0) {
                                throw new IllegalStateException("poison");
                            }
                            add(tx, "tallies", event.stream().id(), event.data().edition());
                        })
                        .readModel(TALLIES)
                        .build());
        try (var running = holdfast.projections().start()) {
            for (long tenant : List.of(A, B)) {
                publish(holdfast.tenant(tenant), "good", 1);
                publish(holdfast.tenant(tenant), "bad", -1);
            }
            Counting.until(() -> holdfast.projections().parked("purged").size() == 2);
            Counting.until(() -> tenantsOf("tallies").size() == 2);
            holdfast.projections().pause("purged", A);
            holdfast.projections().pause("purged", B);
            assertThat(holdfast.acrossTenants("B has left").events().purgeTenant(B))
                    .isEqualTo(2);
            for (String table : List.of("tallies", "holdfast.parked_streams", "holdfast.projection_tenants")) {
                assertThat(tenantsOf(table)).as(table).containsExactly(String.valueOf(A));
            }
            holdfast.projections().resume("purged", A);
            Position last = publish(holdfast.tenant(A), "good", 2).position();
            Position again = publish(holdfast.tenant(B), "good", 7).position();
            holdfast.projections().await(A, last, Duration.ofMinutes(1), "purged");
            holdfast.projections().await(B, again, Duration.ofMinutes(1), "purged");
            assertThat(tallies(holdfast.tenant(A))).isEqualTo(Map.of("good", "2/3"));
            assertThat(tallies(holdfast.tenant(B))).isEqualTo(Map.of("good", "1/7"));
        }
    }

    @Test
    @DisplayName("EV-58 a batch that had read the events before, and ends after, leaves no row of them")
    void underWay() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch purged = new CountDownLatch(1);
        JdbiHoldfast holdfast = Counting.holdfast(
                database,
                Projection.named("late")
                        .on(Published.class, (event, tx) -> {
                            if (event.stream().id().equals("late")) {
                                reached.countDown();
                                assertThat(purged.await(30, TimeUnit.SECONDS)).isTrue();
                                add(tx, "tallies_2", "late", 1);
                            }
                        })
                        .readModel(Tallies.TALLIES_2)
                        .build());
        try (var running = holdfast.projections().start()) {
            publish(holdfast.tenant(B), "late", 1);
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            holdfast.acrossTenants("B has left").events().purgeTenant(B);
            purged.countDown();
            Position last = publish(holdfast.tenant(A), "other", 1).position();
            holdfast.projections().await(A, last, Duration.ofMinutes(1), "late");
            assertThat(tenantsOf("tallies_2")).isEmpty();
        }
    }

    @Test
    @DisplayName("a Holdfast that knows of no projection takes along what is parked, and who is behind")
    void withoutProjections() {
        Sql.run(
                database.acrossTenantsDataSource(),
                "select holdfast.lease_projections('n', '{elsewhere}', '{1}', '{1}', '1 second');"
                        + " select holdfast.pause_projection_of_tenant('elsewhere', 77)");
        Newsroom.holdfast(database).acrossTenants("77 has left").events().purgeTenant(77L);
        assertThat(tenantsOf("holdfast.projection_tenants")).doesNotContain("77");
    }
}
