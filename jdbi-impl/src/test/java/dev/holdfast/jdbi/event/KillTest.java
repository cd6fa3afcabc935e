package dev.holdfast.jdbi.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Writers in JVMs of their own that are killed, and a server that is stopped as by a crash, while readers follow. {@code
 * -Dholdfast.kills=100} for so many.
 */
@Order(3)
class KillTest {

    private static final int WRITERS = 2;

    @Test
    @DisplayName(
            "EV-13 whoever is killed: what was confirmed is there, and readers skip nothing, and get nothing twice")
    void kills() throws Exception {
        int kills = Integer.getInteger("holdfast.kills", 4);
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("KillTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        List<Long> confirmed = new ArrayList<>();
        try (PostgresServer server = PostgresServer.start(PostgresServer.durable());
                TestDatabase database = server.createDatabase("kills")) {
            new Newsroom().prepare(database);
            JdbiHoldfast holdfast = Newsroom.holdfast(database);
            List<PollingReader> readers = List.of(
                    PollingReader.of(holdfast.tenant(Newsroom.A), 7, true),
                    PollingReader.of(holdfast.tenant(Newsroom.B), 1_000, true),
                    PollingReader.of(holdfast.acrossTenants("kills"), 50, true));
            for (int kill = 1; kill <= kills; kill++) {
                List<Process> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(ChildJvm.start(KilledWriter.class, "64m", database));
                }
                try {
                    for (Process writer : writers) {
                        read(writer.inputReader(), 1 + random.nextInt(40), confirmed);
                    }
                    if (kill % 4 == 0) {
                        server.stopImmediately();
                        server.restart();
                    }
                } finally {
                    writers.forEach(writer ->
                            writer.toHandle().destroyForcibly()); // destroys no output, as the process itself does
                }
                for (Process writer : writers) {
                    read(writer.inputReader(), Integer.MAX_VALUE, confirmed);
                    writer.waitFor();
                }
            }
            for (PollingReader reader : readers) {
                reader.close();
            }
            List<String> all = StressTest.stored(database, "true");
            System.out.println(kills + " times " + WRITERS + " writers killed, " + all.size() + " events, "
                    + confirmed.size() + " of them confirmed");
            assertThat(confirmed).hasSizeGreaterThan(kills).doesNotHaveDuplicates();
            assertThat(all.stream().map(line -> Long.parseLong(line.substring(0, line.indexOf(' ')))))
                    .as("what was confirmed is there")
                    .containsAll(confirmed);
            readers.get(0).check(StressTest.stored(database, "tenant_id = " + Newsroom.A));
            readers.get(1).check(StressTest.stored(database, "tenant_id = " + Newsroom.B));
            readers.get(2).check(all);
        }
    }

    /** Takes note of what a writer printed, up to so many lines; a line that isn't whole was never confirmed. */
    private static void read(BufferedReader output, int lines, List<Long> confirmed) throws IOException {
        String line = output.readLine();
        for (int i = 1; line != null; i++) {
            if (line.endsWith(".")) {
                Stream.of(line.substring(0, line.length() - 1).split(" "))
                        .filter(position -> !position.isBlank())
                        .map(Long::valueOf)
                        .forEach(confirmed::add);
            } else {
                assertThat(line).as("what a writer printed").matches("[0-9 ]*|ended by .*");
            }
            line = i < lines ? output.readLine() : null;
        }
    }
}
