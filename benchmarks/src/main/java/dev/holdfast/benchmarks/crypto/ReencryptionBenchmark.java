package dev.holdfast.benchmarks.crypto;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.crypto.ReencryptionReport;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time for each row of a table whose two encrypted columns are encrypted anew after a new data key was promoted, in
 * batches of 500; beside the same reads and writes without encryption.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(ReencryptionBenchmark.ROWS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class ReencryptionBenchmark {

    static final int ROWS = 20_000;
    static final int BATCH = 500;

    private static final int CHECKED = 200;

    private Superuser unbound;
    private PeopleTables tables;
    private PeopleStore rotated;
    private PeopleStore rewritten;
    private RawRewriting raw;

    /** Makes and fills the tables, and compares what is read after a run with what was stored before. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        unbound = database.superuser();
        tables = new PeopleTables(database, unbound);
        rotated = PeopleStore.encrypted(database, "rotated_by_holdfast");
        rewritten = PeopleStore.encrypted(database, "rotated_by_nobody");
        raw = new RawRewriting(database, rewritten.table().name(), BATCH);
        fill(rotated);
        fill(rewritten);
        prepare();
        require(holdfast(), rotated);
        require(withoutEncryption(), rewritten);
        prepare();
    }

    private void fill(PeopleStore store) throws Exception {
        tables.create(store);
        tables.empty(store);
        for (int from = 0; from < ROWS; from += BATCH) {
            store.insert(Crowd.people(from, from + BATCH, BenchmarkDatabase.TENANT));
        }
    }

    private void require(long written, PeopleStore store) throws SQLException {
        if (written != ROWS || tables.keysUsed(store) != 1 || tables.readable(store) != 0) {
            throw new IllegalStateException(store.table().name() + ": " + written + " rows were written, "
                    + tables.keysUsed(store) + " keys are used, " + tables.readable(store) + " rows aren't encrypted");
        }
        for (int number = 0; number < ROWS; number += ROWS / CHECKED) {
            store.check(Crowd.person(number, BenchmarkDatabase.TENANT));
        }
    }

    /** Every row is due again, and both tables have been vacuumed after as many writes. */
    @Setup(Level.Invocation)
    public void prepare() throws Exception {
        rotated.tenant().keys().promote();
        tables.settle(rotated);
        tables.settle(rewritten);
    }

    @Benchmark
    public long holdfast() {
        ReencryptionReport report =
                rotated.tenant().reencrypt(rotated.table()).inBatchesOf(BATCH).execute();
        if (report.left() != 0 || report.unreadable() != 0) {
            throw new IllegalStateException("Not all was re-encrypted: " + report);
        }
        return report.changed();
    }

    @Benchmark
    public long withoutEncryption() throws Exception {
        return raw.run();
    }

    @TearDown
    public void close() {
        unbound.close();
        rotated.close();
        rewritten.close();
        raw.close();
    }
}
