package dev.holdfast.jdbi.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.event.EventSettings;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random appends by many writers, followed by a reader of each tenant and one across them. {@code -Dholdfast.stress=60}
 * lets each test run for 60 seconds.
 */
@PostgresTest(template = Newsroom.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Order(3)
class StressTest {

    private static final int SHORT_SECONDS = 6;

    private static long seed() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("StressTest: -Dholdfast.seed=" + seed);
        return seed;
    }

    private static Duration duration() {
        return Duration.ofSeconds(Integer.getInteger("holdfast.stress", SHORT_SECONDS));
    }

    /** Position and id of each event that is stored, in order. */
    static List<String> stored(TestDatabase database, String condition) {
        return Sql.column(
                        database.superuserDataSource(),
                        "select position || ' ' || event_id from holdfast.events where " + condition
                                + " order by position")
                .stream()
                .map(Objects::requireNonNull)
                .toList();
    }

    /** What else happens while the writers are at work. */
    private interface Chaos {
        void until(long end) throws Exception;
    }

    private static void run(
            TestDatabase database, int writers, boolean outages, boolean coalesced, long seed, Chaos chaos)
            throws Exception {
        Random random = new Random(seed);
        Collection<Long> confirmed = new ConcurrentLinkedQueue<>();
        AtomicInteger undone = new AtomicInteger();
        List<PollingReader> ledgers = new ArrayList<>();
        List<Throwable> errors;
        List<Long> tenants = List.of(Newsroom.A, Newsroom.B, 100L + writers);
        try (HikariDataSource pool = Pools.pool(database, writers + 4, true)) {
            JdbiHoldfast holdfast = Newsroom.holdfast(
                    database, pool, EventSettings.with(Newsroom.TYPES).coalesceAppends(coalesced));
            holdfast.acrossTenants("stress").tenants().create(tenants.get(2), "Press C");
            List<JdbiTenantScope> scopes =
                    tenants.stream().map(holdfast::tenant).toList();
            List<Long> seeds = random.longs(writers).boxed().toList();
            for (JdbiTenantScope scope : scopes) {
                ledgers.add(PollingReader.of(scope, 1 + random.nextInt(50), outages));
            }
            ledgers.add(PollingReader.of(holdfast.acrossTenants("stress"), 1 + random.nextInt(200), outages));
            long end = System.nanoTime() + duration().toNanos();
            var outcomes = Race.of(writers + 1)
                    .within(duration().plusSeconds(60))
                    .run(i -> {
                        if (i == writers) {
                            chaos.until(end);
                        } else {
                            new RandomWriter(scopes, seeds.get(i), confirmed, undone).runUntil(end, outages);
                        }
                        return true;
                    });
            for (PollingReader ledger : ledgers) {
                ledger.close();
            }
            errors = outcomes.errors();
        }
        List<String> all = stored(database, "true");
        assertThat(errors).isEmpty();
        System.out.println(
                all.size() + " events of " + writers + " writers, " + undone + " undone, outages of readers: "
                        + ledgers.stream().map(PollingReader::outages).toList());
        assertThat(all).hasSizeGreaterThan(200);
        assertThat(undone.get()).isGreaterThan(20);
        assertThat(all.stream().map(line -> Long.parseLong(line.substring(0, line.indexOf(' ')))))
                .as("what was confirmed is there")
                .containsAll(confirmed);
        for (int i = 0; i < tenants.size(); i++) {
            ledgers.get(i).check(stored(database, "tenant_id = " + tenants.get(i)));
        }
        ledgers.get(tenants.size()).check(all);
    }

    @ParameterizedTest(name = "{displayName} ({0}, coalesced: {1})")
    @CsvSource({"24, false", "32, false", "28, true"})
    @DisplayName("EV-13 whatever writers do at once, readers skip nothing, and get nothing twice or out of order")
    void writers(int writers, boolean coalesced, TestDatabase database) throws Exception {
        Sql.run(
                database.superuserDataSource(),
                "set session_replication_role = replica; truncate holdfast.events, holdfast.streams");
        run(database, writers, false, coalesced, seed(), end -> {});
    }

    @Test
    @DisplayName("EV-13 the same while backends are ended at random, and the server is stopped as by a crash")
    void chaos() throws Exception {
        long seed = seed();
        try (PostgresServer server = PostgresServer.start(PostgresServer.durable());
                TestDatabase database = server.createDatabase("chaos")) {
            new Newsroom().prepare(database);
            Random random = new Random(~seed);
            run(database, 24, true, random.nextBoolean(), seed, end -> {
                long crash = System.nanoTime() + (end - System.nanoTime()) / 2;
                boolean crashed = false;
                while (System.nanoTime() < end) {
                    Sql.run(
                            database.superuserDataSource(),
                            "select pg_terminate_backend(pid) from pg_stat_activity where usename in ('holdfast_app',"
                                    + " 'holdfast_across') order by random() limit 1");
                    Thread.sleep(random.nextInt(80));
                    if (!crashed && System.nanoTime() > crash) {
                        server.stopImmediately();
                        server.restart();
                        crashed = true;
                    }
                }
            });
        }
    }
}
