package dev.holdfast.jdbi.outbox;

import static dev.holdfast.jdbi.outbox.Mailroom.A;
import static dev.holdfast.jdbi.outbox.Mailroom.B;
import static dev.holdfast.jdbi.outbox.Mailroom.LONG;
import static dev.holdfast.jdbi.outbox.Mailroom.editions;
import static dev.holdfast.jdbi.outbox.Mailroom.publish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ChildJvm;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Outboxes in JVMs of their own that are killed or frozen while they publish. {@code -Dholdfast.kills=100} for so many. */
@PostgresTest(template = Newsroom.class)
class KilledOutboxTest {

    private static final int STREAMS = 5;
    private static final int EVENTS = 30;
    private static final int MOST_READ = 40;

    private final TestDatabase database;
    private final List<String> lines = new ArrayList<>();

    KilledOutboxTest(TestDatabase database) {
        this.database = database;
    }

    /** Reads what a child has published, so many at most. */
    private int read(BufferedReader output, int most) throws Exception {
        int many = 0;
        while (many < most) {
            String line = output.readLine();
            if (line == null) {
                break;
            }
            if (line.endsWith(".")) {
                assertThat(line).startsWith(line.charAt(0) + "/killed/");
                lines.add(line.substring(0, line.length() - 1));
                many++;
            }
        }
        return many;
    }

    private Position append(JdbiHoldfast holdfast, String stream) {
        Position last = Position.START;
        for (int edition = 1; edition <= EVENTS; edition++) {
            for (int i = 1; i <= STREAMS; i++) {
                last = publish(holdfast.tenant(i % 2 == 0 ? A : B), "killed/" + stream + i, edition)
                        .position();
            }
        }
        return last;
    }

    /** Each stream's versions as a receiver has them that keeps keys. */
    private Map<String, List<Long>> once() {
        Map<String, List<Long>> once = new LinkedHashMap<>();
        Set<String> keys = new HashSet<>();
        for (String line : lines) {
            String[] parts = line.split(" ");
            if (keys.add(parts[2])) {
                once.computeIfAbsent(parts[0], none -> new ArrayList<>()).add(Long.valueOf(parts[1]));
            }
        }
        return once;
    }

    /** The rest, published by this process. */
    private void finish(Position last) {
        var outbox = editions(KilledOutbox.NAME, message -> {
                    String line = KilledOutbox.line(message);
                    synchronized (lines) {
                        lines.add(line.substring(0, line.length() - 1));
                    }
                    return java.util.concurrent.CompletableFuture.completedStage("");
                })
                .partitions(2)
                .build();
        JdbiHoldfast holdfast = Mailroom.holdfast(database, Mailroom.quick().lease(Duration.ofSeconds(1)), outbox);
        try (var running = holdfast.projections().start()) {
            holdfast.projections().await(A, last, LONG, KilledOutbox.NAME);
        }
    }

    private void check(String stream) {
        Map<String, List<Long>> once = once();
        once.keySet().removeIf(key -> !key.contains("/killed/" + stream));
        assertThat(once).hasSize(STREAMS).allSatisfy((key, versions) -> assertThat(versions)
                .hasSize(EVENTS)
                .isSorted());
    }

    @Test
    @DisplayName(
            "EV-18 processes are killed between publishing and commit: each message comes at least once, with one key, in order")
    void killed() throws Exception {
        int kills = Integer.getInteger("holdfast.kills", 4);
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("KilledOutboxTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        Position last = append(Mailroom.holdfast(database), "k");
        int appended = STREAMS * EVENTS;
        for (int kill = 0; kill < kills; kill++) {
            Process child = ChildJvm.start(KilledOutbox.class, "64m", database);
            try {
                read(child.inputReader(), 1 + random.nextInt(MOST_READ));
            } finally {
                child.toHandle().destroyForcibly();
            }
            read(child.inputReader(), Integer.MAX_VALUE);
            child.waitFor();
            // the next one finds more than the most that is read of it
            if (once().values().stream().mapToInt(List::size).sum() + MOST_READ > appended) {
                last = append(Mailroom.holdfast(database), "more" + kill);
                appended += STREAMS * EVENTS;
            }
        }
        finish(last);
        check("k");
        System.out.println(kills + " processes killed, " + lines.size() + " messages, "
                + once().values().stream().mapToInt(List::size).sum() + " of them different");
    }

    @Test
    @DisplayName("EV-19 a process that was frozen past its lease publishes nothing more but what was under way")
    void frozen() throws Exception {
        Position last = append(Mailroom.holdfast(database), "f");
        Process child = ChildJvm.start(KilledOutbox.class, "64m", database);
        try {
            read(child.inputReader(), 12);
            signal(child, "STOP");
            finish(last);
            signal(child, "CONT");
            Thread.sleep(1500);
        } finally {
            child.toHandle().destroyForcibly();
        }
        int whole = lines.size();
        int late = read(child.inputReader(), Integer.MAX_VALUE);
        check("f");
        // what it had in its pipe before it was frozen, and one of each stream that may have been on its way
        assertThat(late).isLessThan(30);
        assertThat(once().values().stream().mapToInt(List::size).sum()).isEqualTo(STREAMS * EVENTS);
        assertThat(whole).isPositive();
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
