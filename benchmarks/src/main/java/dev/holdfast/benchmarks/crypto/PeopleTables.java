package dev.holdfast.benchmarks.crypto;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Migration;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.testkit.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Makes, fills and looks into tables of {@link Person}s, as a superuser where no session would see enough. */
final class PeopleTables {

    static final int TENANTS = 4;

    private static final int CHUNK = 5_000;

    private final BenchmarkDatabase database;
    private final Superuser unbound;

    PeopleTables(BenchmarkDatabase database, Superuser unbound) {
        this.database = database;
        this.unbound = unbound;
    }

    /** Creates a store's table by the changelog that its schema prints, unless it is there. */
    void create(PeopleStore store) throws Exception {
        try (HikariDataSource owner = database.pool(Role.OWNER)) {
            Migration.run(owner, store.table().name(), store.schema());
        }
        // no vacuum comes along while somebody measures
        unbound.run("alter table " + store.table().name() + " set (autovacuum_enabled = false)");
    }

    void empty(PeopleStore store) throws SQLException {
        unbound.run("truncate " + store.table().name());
    }

    /** Has a table hold so many people of four tenants, by Holdfast's own inserts, one thread for each core. */
    void fill(Function<BenchmarkDatabase, PeopleStore> opened, int rows) throws Exception {
        try (PeopleStore store = opened.apply(database)) {
            create(store);
            if (count(store) == rows) {
                return;
            }
            empty(store);
            int threads = Runtime.getRuntime().availableProcessors();
            ExecutorService workers = Executors.newFixedThreadPool(threads);
            try {
                List<Future<?>> done = new ArrayList<>();
                for (int worker = 0; worker < threads; worker++) {
                    int first = worker;
                    done.add(workers.submit(() -> {
                        try (PeopleStore own = opened.apply(database)) {
                            for (int from = first * CHUNK; from < rows; from += threads * CHUNK) {
                                insert(own, from, Math.min(from + CHUNK, rows));
                            }
                        }
                    }));
                }
                for (Future<?> each : done) {
                    each.get();
                }
            } finally {
                workers.shutdownNow();
            }
            settle(store);
        }
    }

    private static void insert(PeopleStore store, int from, int to) {
        for (int tenant = 1; tenant <= TENANTS; tenant++) {
            List<Person> people = new ArrayList<>();
            for (int number = from; number < to; number++) {
                if (tenantOf(number) == tenant) {
                    people.add(Crowd.person(number, tenant));
                }
            }
            if (!people.isEmpty()) {
                store.insertFor(tenant, people);
            }
        }
    }

    /** The tenant of the person with this number. */
    static long tenantOf(int number) {
        return BenchmarkDatabase.TENANT + number % TENANTS;
    }

    /** As autovacuum would leave it, for all contenders at the same time. */
    void settle(PeopleStore store) throws SQLException {
        unbound.run("vacuum (freeze, analyze) " + store.table().name(), "checkpoint");
    }

    long count(PeopleStore store) throws SQLException {
        return unbound.number("select count(*) from " + store.table().name());
    }

    /** How many rows of an encrypted table have something in clear, or something that isn't a cell. */
    long readable(PeopleStore store) throws SQLException {
        return unbound.number("select count(*) from " + store.table().name()
                + " where get_byte(email, 0) <> 1 or get_byte(phone, 0) <> 1 or octet_length(email_bidx) <> 32"
                + " or position('@example.org'::bytea in email) > 0");
    }

    /** How many data keys stand in the headers of a table's cells. */
    long keysUsed(PeopleStore store) throws SQLException {
        return unbound.number("select count(distinct substr(email, 2, 8)) from "
                + store.table().name());
    }
}
