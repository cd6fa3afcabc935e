package dev.holdfast.jdbi.projection;

import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static dev.holdfast.jdbi.projection.Counting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two processes of an application, here two Holdfasts, run the same projections. */
@PostgresTest(template = Counting.class)
class TwoNodesTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final TestDatabase database;

    TwoNodesTest(TestDatabase database) {
        this.database = database;
    }

    private List<ProjectionStatus> status(JdbiHoldfast holdfast, String projection) {
        return holdfast.projections().status().stream()
                .filter(status -> status.projection().equals(projection))
                .toList();
    }

    @Test
    @DisplayName(
            "EV-51 EV-53 streams that feed one row are handled by one partition at a time: exact, on two nodes that share them")
    void partitions() {
        Set<String> running = ConcurrentHashMap.newKeySet();
        AtomicBoolean together = new AtomicBoolean();
        Projection projection = Projection.named("shared")
                .inCategories("shared")
                .partitionedBy(4, event -> ((Published) event.data()).edition() % 7)
                .on(Published.class, (event, tx) -> {
                    String row = event.tenantId() + "/" + event.data().edition() % 7;
                    together.compareAndSet(false, !running.add(row));
                    Counting.add(tx, "tallies", "s" + event.data().edition() % 7, 1);
                    running.remove(row);
                })
                .build();
        JdbiHoldfast one = Counting.holdfast(database, projection);
        JdbiHoldfast two = Counting.holdfast(database, projection);
        try (RunningProjections first = one.projections().start()) {
            until(() -> status(one, "shared").stream()
                    .allMatch(status -> first.node().equals(status.owner())));
            try (RunningProjections second = two.projections().start()) {
                until(() -> status(one, "shared").stream()
                                .filter(status -> second.node().equals(status.owner()))
                                .count()
                        == 2);
                var appended = Race.of(4).within(LONG).run(thread -> {
                    Position last = Position.START;
                    for (int i = 0; i < 140; i++) {
                        last = publish(one.tenant(thread % 2 == 0 ? A : B), "shared", "t" + thread, i)
                                .position();
                    }
                    return last;
                });
                assertThat(appended.errors()).isEmpty();
                for (Position last : appended.values()) {
                    one.projections().await(A, last, LONG, "shared");
                    two.projections().await(B, last, LONG, "shared");
                }
            }
            for (long tenant : List.of(A, B)) {
                Map<String, String> tallies = tallies(one.tenant(tenant));
                for (int row = 0; row < 7; row++) {
                    assertThat(tallies).containsEntry("s" + row, "40/40");
                }
            }
            assertThat(together).isFalse();
            until(() -> status(one, "shared").stream()
                    .allMatch(status -> first.node().equals(status.owner())));
            assertThat(status(one, "shared")).allMatch(status -> status.failures() == 0);
        }
    }

    @Test
    @DisplayName(
            "EV-19 EV-58 a node frozen inside a batch loses it: the other goes on, and what the first did is undone")
    void frozen() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch thawed = new CountDownLatch(1);
        Projection freezing = Projection.named("freezes")
                .inCategories("freezes")
                .on(Published.class, (event, tx) -> {
                    Counting.add(tx, "tallies", "z", event.data().edition());
                    if (event.data().edition() == 3 && inside.getCount() > 0) {
                        inside.countDown();
                        thawed.await(); // holds the row's lock, as a process does that is stopped
                    }
                })
                .build();
        JdbiHoldfast one = Counting.holdfast(
                database.applicationDataSource(),
                standingStill(database.acrossTenantsDataSource(), inside, thawed),
                quick(freezing).lease(Duration.ofMillis(900)).threads(1));
        JdbiHoldfast two = Counting.holdfast(database, quick(freezing).lease(Duration.ofMillis(900)));
        for (int edition = 1; edition <= 5; edition++) {
            publish(one.tenant(A), "freezes", "z", edition);
        }
        RunningProjections first = one.projections().start();
        assertThat(inside.await(1, TimeUnit.MINUTES)).isTrue();
        try (RunningProjections second = two.projections().start()) {
            Position last = publish(two.tenant(A), "freezes", "z", 6).position();
            two.projections().await(A, last, LONG, "freezes");
            assertThat(tallies(two.tenant(A))).containsEntry("z", "6/21");
            thawed.countDown();
            Position later = publish(two.tenant(A), "freezes", "z", 7).position();
            two.projections().await(A, later, LONG, "freezes");
            first.close();
            assertThat(tallies(two.tenant(A))).containsEntry("z", "7/28");
            assertThat(two.projections().parked("freezes")).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "EV-58 a node frozen behind its sign of life, before that is committed, keeps its partitions no longer than its lease")
    void frozenInALease() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch thawed = new CountDownLatch(1);
        AtomicBoolean freezing = new AtomicBoolean();
        Projection projection = Counting.byStreamOfIts("leased");
        JdbiHoldfast one = Counting.holdfast(
                database.applicationDataSource(),
                frozenBehindALease(database.acrossTenantsDataSource(), freezing, inside, thawed),
                quick(projection).lease(Duration.ofMillis(900)));
        JdbiHoldfast two = Counting.holdfast(database, quick(projection).lease(Duration.ofMillis(900)));
        RunningProjections first = one.projections().start();
        one.projections().await(A, publish(two.tenant(A), "leased", "l", 1).position(), LONG, "leased");
        freezing.set(true);
        assertThat(inside.await(1, TimeUnit.MINUTES)).isTrue();
        try (RunningProjections second = two.projections().start()) {
            two.projections().await(A, publish(two.tenant(A), "leased", "l", 2).position(), LONG, "leased");
        } finally {
            thawed.countDown();
            first.close();
        }
        assertThat(tallies(two.tenant(A))).containsEntry("l", "2/3");
    }

    private static DataSource frozenBehindALease(
            DataSource source, AtomicBoolean freezing, CountDownLatch inside, CountDownLatch thawed) {
        return (DataSource) Proxy.newProxyInstance(
                TwoNodesTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(source, arguments);
                    return result instanceof Connection connection
                            ? frozenBehindALease(connection, freezing, inside, thawed)
                            : result;
                });
    }

    private static Connection frozenBehindALease(
            Connection connection, AtomicBoolean freezing, CountDownLatch inside, CountDownLatch thawed) {
        AtomicBoolean leasing = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                TwoNodesTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean begins = method.getName().equals("prepareStatement")
                            && arguments[0].toString().contains("lease_projections");
                    if (leasing.get()
                            && Set.of("commit", "createStatement", "prepareStatement")
                                    .contains(method.getName())) {
                        inside.countDown();
                        thawed.await();
                    }
                    if (begins && freezing.get()) {
                        leasing.set(true);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** As a process's that is stopped: it gives no sign of life either. */
    private static DataSource standingStill(DataSource source, CountDownLatch begun, CountDownLatch ended) {
        return (DataSource) Proxy.newProxyInstance(
                TwoNodesTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (begun.getCount() == 0) {
                        ended.await();
                    }
                    return method.invoke(source, arguments);
                });
    }

    @Test
    @DisplayName("EV-19 what isn't the owner's any more can't commit, even where it finds the checkpoint as it was")
    void fenced() {
        JdbiHoldfast holdfast = Counting.holdfast(database, Counting.byStreamOfIts("fenced"));
        try (RunningProjections running = holdfast.projections().start()) {
            until(() -> !status(holdfast, "fenced").isEmpty());
        }
        assertThatThrownBy(() -> Sql.run(
                        database.applicationDataSource(),
                        "select holdfast.advance_projection('fenced', 1, 0, gen_random_uuid(), 'c0', 'c9')"))
                .hasMessageContaining("isn't this process's any more");
        assertThatThrownBy(
                        () -> Sql.run(database.applicationDataSource(), "select * from holdfast.projection_partitions"))
                .hasMessageContaining("permission denied");
    }

    @Test
    @DisplayName("another number of partitions is another version")
    void repartitioned() {
        Projection two = Projection.named("parts")
                .partitionedBy(2, event -> event.stream().id())
                .on(Published.class, (event, tx) -> {})
                .build();
        Projection three = Projection.named("parts")
                .partitionedBy(3, event -> event.stream().id())
                .on(Published.class, (event, tx) -> {})
                .build();
        Counting.holdfast(database, two).projections().start().close();
        JdbiHoldfast changed = Counting.holdfast(database, three);
        assertThatThrownBy(() -> changed.projections().start())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("has 2 partitions")
                .hasRootCauseInstanceOf(java.sql.SQLException.class)
                .hasCauseInstanceOf(DatabaseException.class);
        assertThat(status(changed, "parts").stream()
                        .map(ProjectionStatus::owner)
                        .collect(Collectors.toSet()))
                .containsExactly((String) null);
    }
}
