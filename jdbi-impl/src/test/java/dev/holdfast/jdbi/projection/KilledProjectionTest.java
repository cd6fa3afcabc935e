package dev.holdfast.jdbi.projection;

import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ChildJvm;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Projections in JVMs of their own that are killed, or frozen past their lease; {@code -Dholdfast.kills=100} for so many. */
@Order(3)
@PostgresTest(template = Counting.class)
class KilledProjectionTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    private final TestDatabase database;

    KilledProjectionTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    @DisplayName(
            "EV-18 EV-19 whichever process is killed, or frozen and woken: no event is lost, and none counts twice")
    void kills() throws Exception {
        int kills = Integer.getInteger("holdfast.kills", 2);
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("KilledProjectionTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        JdbiHoldfast holdfast =
                Counting.holdfast(database, quick(KilledProjector.projection()).lease(Duration.ofSeconds(1)));
        Map<Long, Map<String, long[]>> expected = new TreeMap<>(Map.of(A, new TreeMap<>(), B, new TreeMap<>()));
        AtomicBoolean ended = new AtomicBoolean();
        AtomicLong last = new AtomicLong();
        Thread writer = new Thread(() -> write(holdfast, expected, ended, last), "writer");
        writer.start();
        Process frozen = null;
        try {
            for (int kill = 1; kill <= kills; kill++) {
                Process process = ChildJvm.start(KilledProjector.class, "96m", database);
                BufferedReader output = process.inputReader();
                read(output, 1 + random.nextInt(30));
                if (frozen != null) {
                    signal(frozen, "CONT");
                    frozen.toHandle().destroyForcibly();
                    frozen = null;
                }
                if (kill % 3 == 2) {
                    signal(process, "STOP");
                    frozen = process;
                } else {
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            ended.set(true);
            writer.join();
        }
        try (RunningProjections running = holdfast.projections().start()) {
            for (long tenant : List.of(A, B)) {
                holdfast.projections().await(tenant, new Position(last.get()), LONG, "killed");
            }
            if (frozen != null) { // wakes up behind all that the others did
                signal(frozen, "CONT");
                frozen.waitFor(2, TimeUnit.SECONDS);
                frozen.toHandle().destroyForcibly();
                frozen.waitFor();
            }
            expected.forEach((tenant, rows) -> {
                Map<String, String> tallies = tallies(holdfast.tenant(tenant));
                rows.forEach((name, sums) -> assertThat(tallies).containsEntry(name, sums[0] + "/" + sums[1]));
            });
        }
        System.out.println(kills + " processes killed or frozen, "
                + expected.values().stream()
                        .flatMap(rows -> rows.values().stream())
                        .mapToLong(sums -> sums[0])
                        .sum()
                + " events");
    }

    private static void write(
            JdbiHoldfast holdfast, Map<Long, Map<String, long[]>> expected, AtomicBoolean ended, AtomicLong last) {
        for (long i = 1; !ended.get(); i++) {
            long tenant = i % 2 == 0 ? A : B;
            last.set(publish(holdfast.tenant(tenant), "article", "k" + i % 4, i)
                    .position()
                    .value());
            long[] sums = expected.get(tenant).computeIfAbsent("k" + i % 10, none -> new long[2]);
            sums[0]++;
            sums[1] += i;
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void read(BufferedReader output, int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            String line = output.readLine();
            assertThat(line).isNotNull();
            i -= line.matches("\\d+: \\d+") ? 0 : 1; // warnings come among them
        }
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
