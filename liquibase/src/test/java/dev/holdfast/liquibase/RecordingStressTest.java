package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many writers at once: no change without its entry and its version, and none of these without its change. */
class RecordingStressTest {
    private static final int WRITERS = 32;
    private static final int TRANSACTIONS = Integer.getInteger("holdfast.transactions", 25);
    private static final int KEYS = 12;

    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @Test
    @DisplayName(
            "32 writers with rollbacks, savepoints, exchanged keys and killed backends: each row's states follow from each other, by"
                    + " its entries and by its versions, down to the row that is there")
    void writers() throws Exception {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("RecordingStressTest: -Dholdfast.seed=" + seed);
        Database database = Database.withHoldfast()
                .update(
                        Database.xml(
                                Database.changeSet("table", Database.sql("""
                        create table public.account (id int primary key, tenant_id bigint, n int not null, name text);
                        """))
                                        + Database.changeSet(
                                                "recorded",
                                                "<holdfast:enableTenancy tableName='account' registry='false'/>"
                                                        + "<holdfast:enableAudit tableName='account'/><holdfast:enableHistory tableName='account'/>")));
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS + 1);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seed + i);
                writers.add(pool.submit(() -> write(database, random)));
            }
            Future<?> killer = pool.submit(() -> kill(database, new Random(seed - 1), writers));
            for (Future<?> writer : writers) {
                writer.get(120, TimeUnit.SECONDS);
            }
            killer.get(60, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }
        assertThat(committed.get()).isPositive();
        assertThat(lost.get()).as("killed").isPositive();
        try (Session across = database.across()) {
            check(across);
        }
    }

    private void write(Database database, Random random) {
        Session session = reconnected(database);
        int tenant = 1 + random.nextInt(2);
        for (int i = 0; i < TRANSACTIONS; i++) {
            try {
                session.run("begin");
                session.rows("select set_config('holdfast.tenant_id', '" + tenant
                        + "', true), set_config('lock_timeout', '2s', true)," + " set_config('holdfast.actor', 'writer-"
                        + random.nextInt(WRITERS) + "', true)");
                for (int j = random.nextInt(3); j >= 0; j--) {
                    if (random.nextInt(4) == 0) {
                        session.run("savepoint s");
                        session.run(statement(random, tenant));
                        session.run(random.nextBoolean() ? "rollback to s" : "release s");
                    } else {
                        session.run(statement(random, tenant));
                    }
                }
                session.run(random.nextInt(5) == 0 ? "rollback" : "commit");
                committed.incrementAndGet();
            } catch (IllegalStateException refused) {
                try {
                    session.run("rollback");
                } catch (IllegalStateException killed) {
                    lost.incrementAndGet();
                    session.close();
                    session = reconnected(database);
                }
            }
        }
        session.close();
    }

    /** A new session: it may be killed as well before it is there. */
    private static Session reconnected(Database database) {
        for (int i = 0; ; i++) {
            try {
                return database.app();
            } catch (IllegalStateException killed) {
                if (i == 100) {
                    throw killed;
                }
            }
        }
    }

    /** The tenants' keys are apart, since the primary key is not the tenant's. */
    private static String statement(Random random, int tenant) {
        int first = tenant * 1000;
        int id = first + random.nextInt(KEYS);
        int n = random.nextInt(5);
        return switch (random.nextInt(7)) {
            case 0 -> "insert into account (id, n, name) values (" + id + ", " + n + ", 'new') on conflict do nothing";
            case 1 ->
                "insert into account (id, n, name) values (" + id
                        + ", 0, 'up') on conflict (id) do update set n = account.n + 1";
            case 2 -> "delete from account where id = " + id;
            case 3 -> "update account set n = " + n + " where id between " + id + " and " + (id + 3);
            case 4 -> "update account set name = 'n" + n + "', n = n + 1 where id = " + id;
            case 5 ->
                "update account set id = " + (first + KEYS - 1) + " - (id - " + first + ") + 100 * (n % 2) where id = "
                        + id;
            default -> "update account set n = n";
        };
    }

    private void kill(Database database, Random random, List<Future<?>> writers) {
        try (Session superuser = Cluster.superuser()) {
            while (lost.get() < 5 || random.nextBoolean()) {
                superuser.rows("select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                        + database.name() + "' and usename = '" + Cluster.APP + "' order by random() limit 1");
                superuser.rows("select pg_sleep(" + random.nextInt(30) / 1000.0 + ")");
                if (writers.stream().allMatch(Future::isDone)) {
                    return;
                }
            }
        }
    }

    /** A row as it was. */
    private record State(int n, @Nullable String name) {}

    private static State state(String n, String name) {
        return new State(Integer.parseInt(n), name.equals("null") ? null : name);
    }

    /** Goes back from the rows that are there, entry by entry, and looks at each state's version. */
    private static void check(Session across) {
        Map<String, @Nullable State> states = new LinkedHashMap<>();
        across.rows("select id, n, name from account").forEach(row -> {
            String[] cells = row.split("\\|");
            states.put(cells[0], state(cells[1], cells[2]));
        });
        List<String> entries = across.rows(
                "select action, key, new_key, changes->'n'->>0, changes->'n'->>1, changes->'name'->>0,"
                        + " changes->'name'->>1, changes->'name' is null, change_set_id, sequence from holdfast.audit_entries order by sequence desc");
        assertThat(entries).hasSizeGreaterThan(100);
        Map<String, List<String>> versions = new LinkedHashMap<>();
        across.rows(
                        "select id, n, name, holdfast_gone, holdfast_change_set from account_versions order by holdfast_sequence")
                .forEach(row -> versions.computeIfAbsent(row.split("\\|")[0], key -> new ArrayList<>())
                        .add(row));
        for (String entry : entries) {
            String[] cells = entry.split("\\|");
            String key = cells[1];
            String newKey = cells[2].equals("null") ? key : cells[2];
            State after = states.get(newKey);
            expectVersion(versions, newKey, after, cells[8], entry);
            switch (cells[0]) {
                case "insert" -> {
                    assertThat(after).as(entry).isNotNull();
                    states.remove(newKey);
                }
                case "delete" -> {
                    assertThat(after).as(entry).isNull();
                    states.put(key, state(cells[3], cells[5]));
                }
                case "update" -> {
                    assertThat(after).as(entry).isNotNull();
                    State before = after;
                    if (!cells[3].equals("null")) {
                        assertThat(String.valueOf(after.n())).as(entry).isEqualTo(cells[4]);
                        before = new State(Integer.parseInt(cells[3]), before.name());
                    }
                    if (cells[7].equals("f")) {
                        assertThat(String.valueOf(after.name())).as(entry).isEqualTo(cells[6]);
                        before = new State(before.n(), state("0", cells[5]).name());
                    }
                    states.remove(newKey);
                    if (!newKey.equals(key)) {
                        assertThat(states).as(entry).doesNotContainKey(key);
                        expectVersion(versions, key, null, cells[8], entry);
                    }
                    states.put(key, before);
                }
                default -> throw new AssertionError(entry);
            }
        }
        assertThat(states).isEmpty();
        assertThat(versions.values()).allMatch(List::isEmpty);
        assertThat(
                        across.one(
                                "select count(*) from holdfast.audit_entries e where not exists (select from holdfast.change_sets s"
                                        + " where s.change_set_id = e.change_set_id and s.tenant_id = e.tenant_id and s.actor is not null)"))
                .isEqualTo("0");
        assertThat(across.one(
                        "select count(*) from holdfast.change_sets s where not exists (select from holdfast.audit_entries e"
                                + " where s.change_set_id = e.change_set_id)"))
                .isEqualTo("0");
    }

    /** The last version of a key that wasn't looked at yet. */
    private static void expectVersion(
            Map<String, List<String>> versions, String key, @Nullable State state, String changeSet, String entry) {
        List<String> left = versions.getOrDefault(key, new ArrayList<>());
        assertThat(left).as(entry).isNotEmpty();
        String[] version = left.remove(left.size() - 1).split("\\|");
        assertThat(version[3].equals("t") ? null : state(version[1], version[2]))
                .as(entry)
                .isEqualTo(state);
        assertThat(version[4]).as(entry).isEqualTo(changeSet);
    }
}
