package dev.holdfast.benchmarks.crypto;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Plan;
import dev.holdfast.benchmarks.database.Superuser;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One person found by e-mail among a million, of whom a fourth is the tenant's: by a blind index, with two columns to
 * decrypt, and by an index on clear text. As the application's role, behind row-level security.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class EncryptedSearchBenchmark {

    private static final int CHECKED = 100;

    /** The number of a person, over and over: prime to all numbers of rows but its multiples, so nobody comes twice. */
    private static final int STRIDE = 7_368_787;

    @Param({"1000000"})
    public int rows;

    private Superuser unbound;
    private PeopleStore encrypted;
    private PeopleStore clear;
    private long turn;

    /** Makes and fills the tables where they aren't there, looks at the plans, and compares what is found. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        unbound = database.superuser();
        PeopleTables tables = new PeopleTables(database, unbound);
        tables.fill(opened -> PeopleStore.encrypted(opened, "members_encrypted"), rows);
        tables.fill(opened -> PeopleStore.clear(opened, "members_clear"), rows);
        encrypted = PeopleStore.encrypted(database, "members_encrypted");
        clear = PeopleStore.clear(database, "members_clear");
        if (tables.readable(encrypted) != 0) {
            throw new IllegalStateException(tables.readable(encrypted) + " rows aren't encrypted");
        }
        requireIndex(database, encrypted, "email_bidx", "\\x" + "5a".repeat(32));
        requireIndex(database, clear, "email", "nobody@example.org");
        for (int i = 0; i < CHECKED; i++) {
            Person wanted = nextPerson();
            encrypted.check(wanted);
            clear.check(wanted);
        }
    }

    private static void requireIndex(BenchmarkDatabase database, PeopleStore store, String column, String value)
            throws SQLException {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            String plan = Plan.of(database, store.search("nobody@example.org"), mode, parameter -> value);
            if (!plan.contains("Index Scan") || !plan.matches("(?s).*Index Cond: .*\\b" + column + " = .*")) {
                throw new IllegalStateException(store.table().name() + " isn't searched by its index:\n" + plan);
            }
        }
    }

    /** Another one of the tenant's people each time, in an order that is the same for both. */
    private Person nextPerson() {
        int mine = (rows + PeopleTables.TENANTS - 1) / PeopleTables.TENANTS;
        int number = (int) (turn++ * STRIDE % mine) * PeopleTables.TENANTS;
        return Crowd.person(number, PeopleTables.tenantOf(number));
    }

    @Benchmark
    public Person encrypted() {
        return encrypted.byEmail(nextPerson().email());
    }

    @Benchmark
    public Person clear() {
        return clear.byEmail(nextPerson().email());
    }

    @TearDown
    public void close() {
        unbound.close();
        encrypted.close();
        clear.close();
    }
}
