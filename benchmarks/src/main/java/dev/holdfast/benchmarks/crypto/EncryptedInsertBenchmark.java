package dev.holdfast.benchmarks.crypto;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * Rows with two encrypted columns and a blind index, beside the same rows in clear with an index; each statement is one
 * round trip, and durable when the call returns.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class EncryptedInsertBenchmark {

    private static final int CHECKED = 20;

    @Param({"1", "100"})
    public int rows;

    private Superuser unbound;
    private PeopleTables tables;
    private PeopleStore encrypted;
    private PeopleStore clear;
    private long next;

    /** Makes the tables, and compares what is found by e-mail with what was inserted. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        unbound = database.superuser();
        tables = new PeopleTables(database, unbound);
        encrypted = PeopleStore.encrypted(database, "joining_encrypted");
        clear = PeopleStore.clear(database, "joining_clear");
        tables.create(encrypted);
        tables.create(clear);
        check(encrypted);
        check(clear);
        empty();
    }

    private void check(PeopleStore store) throws Exception {
        tables.empty(store);
        for (int i = 0; i < CHECKED; i++) {
            List<Person> people = nextPeople();
            store.insert(people);
            for (Person person : people) {
                store.check(person);
            }
        }
        if (tables.count(store) != (long) CHECKED * rows) {
            throw new IllegalStateException(store.table().name() + " has " + tables.count(store) + " rows");
        }
        if (store == encrypted && tables.readable(store) != 0) {
            throw new IllegalStateException(tables.readable(store) + " rows aren't encrypted");
        }
    }

    /** The tables never grow beyond what one iteration wrote. */
    @Setup(Level.Iteration)
    public void empty() throws Exception {
        tables.empty(encrypted);
        tables.empty(clear);
    }

    private List<Person> nextPeople() {
        next += rows;
        return Crowd.people(next - rows, next, BenchmarkDatabase.TENANT);
    }

    @Benchmark
    public long encrypted() {
        return encrypted.insert(nextPeople());
    }

    @Benchmark
    public long clear() {
        return clear.insert(nextPeople());
    }

    @TearDown
    public void close() {
        unbound.close();
        encrypted.close();
        clear.close();
    }
}
