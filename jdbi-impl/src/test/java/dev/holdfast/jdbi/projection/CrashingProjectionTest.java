package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static dev.holdfast.jdbi.projection.Counting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.projection.FaultyConnections.Fault;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Faults at each step between a handler and its commit: no event is lost, and none counts twice. */
@PostgresTest(template = Counting.class)
class CrashingProjectionTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int EVENTS = 300;

    private final TestDatabase database;

    CrashingProjectionTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    @DisplayName(
            "EV-18 a fault in the handler, between checkpoint and commit, or behind the commit: each event counts once")
    void faults() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("CrashingProjectionTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        Map<Fault, Integer> met = new EnumMap<>(Fault.class);
        AtomicInteger inHandlers = new AtomicInteger();
        Projection projection = Projection.named("faults")
                .inCategories("faults")
                .on(Published.class, (event, tx) -> {
                    Counting.add(
                            tx, "tallies", event.stream().id(), event.data().edition());
                    synchronized (random) {
                        if (random.nextInt(60) == 0) { // behind what it wrote: the session is gone
                            inHandlers.incrementAndGet();
                            ((JdbiTransaction) tx).handle().execute("select pg_terminate_backend(pg_backend_pid())");
                        }
                    }
                })
                .build();
        DataSource faulty = FaultyConnections.over(database.applicationDataSource(), () -> {
            synchronized (random) {
                Fault[] all = Fault.values();
                Fault fault = met.size() < all.length
                        ? all[met.size()] // each once
                        : random.nextInt(3) > 0 ? Fault.NONE : all[random.nextInt(all.length)];
                met.merge(fault, 1, Integer::sum);
                return fault;
            }
        });
        JdbiHoldfast fine = Counting.holdfast(database, projection);
        JdbiHoldfast holdfast = Counting.holdfast(
                faulty, database.acrossTenantsDataSource(), quick(projection).batchSize(7));
        Position last = Position.START;
        long total = 0;
        for (int i = 1; i <= EVENTS; i++) {
            last = publish(fine.tenant(i % 3 == 0 ? B : A), "faults", "c" + i % 5, i)
                    .position();
            total += i;
        }
        try (RunningProjections running = holdfast.projections().start()) {
            fine.projections().await(A, last, LONG, "faults");
        }
        long events = 0;
        long sum = 0;
        for (long tenant : List.of(A, B)) {
            for (Map.Entry<String, String> tally : tallies(fine.tenant(tenant)).entrySet()) {
                if (tally.getKey().startsWith("c")) {
                    String[] parts = tally.getValue().split("/");
                    events += Long.parseLong(parts[0]);
                    sum += Long.parseLong(parts[1]);
                }
            }
        }
        assertThat(events + "/" + sum).isEqualTo(EVENTS + "/" + total);
        assertThat(met.keySet()).as("each fault was met").contains(Fault.values());
        assertThat(inHandlers.get()).isPositive();
        assertThat(fine.projections().parked("faults")).isEmpty();
    }

    @Test
    @DisplayName("EV-43 a checkpoint that doesn't fit the store stops the projection loudly, until somebody resumes it")
    void mismatch() {
        JdbiHoldfast holdfast = Counting.holdfast(database, Counting.byStreamOfIts("restored"));
        try (RunningProjections running = holdfast.projections().start()) {
            holdfast.projections()
                    .await(A, publish(holdfast.tenant(A), "restored", "m", 1).position(), LONG, "restored");
        }
        String there = Sql.one(
                database.superuserDataSource(),
                "select checkpoint from holdfast.projection_partitions where projection = 'restored'");
        Sql.run(
                database.superuserDataSource(),
                "update holdfast.projection_partitions set checkpoint = 'c999999.0123456789abcdef.01234567', position = 999999"
                        + " where projection = 'restored'");
        try (RunningProjections running = holdfast.projections().start()) {
            // ahead of the store nothing would ever be read: that is told, too
            publish(holdfast.tenant(A), "restored", "m", 1);
            until(() -> holdfast.projections().status().stream()
                    .anyMatch(status -> status.projection().equals("restored")
                            && status.state() == ProjectionStatus.State.MISMATCHED
                            && String.valueOf(status.error()).contains("CheckpointMismatchException")));
            assertThat(tallies(holdfast.tenant(A))).containsEntry("m", "1/1");
            Sql.run(
                    database.superuserDataSource(),
                    "update holdfast.projection_partitions set position = split_part(substr('" + there
                            + "', 2), '.', 1)::bigint, checkpoint = '" + there + "' where projection = 'restored'");
            holdfast.projections().resume("restored");
            until(() -> "2/2".equals(tallies(holdfast.tenant(A)).get("m")));
        }
    }

    @Test
    @DisplayName("EV-59 reWriteBatchedInserts=true: a batch that meets a key twice is handled one by one, and counts")
    void rewritten() {
        PGSimpleDataSource rewriting = new PGSimpleDataSource();
        rewriting.setUrl(database.url(dev.holdfast.testkit.Role.APPLICATION));
        rewriting.setUser(database.user(dev.holdfast.testkit.Role.APPLICATION));
        rewriting.setPassword(database.password(dev.holdfast.testkit.Role.APPLICATION));
        rewriting.setReWriteBatchedInserts(true);
        Projection batching = Projection.named("rewritten")
                .inCategories("rewritten")
                .onBatch(Published.class, (events, tx) -> {
                    var batch = ((JdbiTransaction) tx).handle().prepareBatch("""
                            insert into tallies as t (tenant_id, id, name, events, total)
                            values (cast(current_setting('holdfast.tenant_id') as bigint), gen_random_uuid(), :name, 1, :total)
                            on conflict (tenant_id, name) do update set events = t.events + 1, total = t.total + excluded.total
                            """);
                    events.forEach(event -> batch.bind("name", "w")
                            .bind("total", event.data().edition())
                            .add());
                    batch.execute();
                })
                .build();
        JdbiHoldfast holdfast = Counting.holdfast(rewriting, database.acrossTenantsDataSource(), quick(batching));
        Position last = holdfast.tenant(A)
                .events()
                .append(
                        stream("rewritten", "w"),
                        ExpectedVersion.any(),
                        new Published(1),
                        new Published(2),
                        new Published(3),
                        new Published(4))
                .position();
        try (RunningProjections running = holdfast.projections().start()) {
            holdfast.projections().await(A, last, LONG, "rewritten");
        }
        assertThat(tallies(holdfast.tenant(A))).containsEntry("w", "4/10");
        assertThat(holdfast.projections().parked("rewritten")).isEmpty();
    }
}
