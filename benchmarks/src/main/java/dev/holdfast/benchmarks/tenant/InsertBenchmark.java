package dev.holdfast.benchmarks.tenant;

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
 * Rows of one tenant into a table with row-level security, a composite key and a foreign key to the registry of
 * tenants; durable when the call returns. Which of raw JDBC's forms is the best is measured too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class InsertBenchmark {

    /** One operation of a contender. */
    interface Write {
        void write(List<Article> articles) throws Exception;
    }

    @Param({"1", "1000"})
    public int rows;

    private Batch batch;
    private Superuser unbound;
    private Check check;
    private HoldfastInserts holdfast;
    private RawInserts raw;
    private JdbiInserts jdbi;

    /** Opens the contenders, and compares what each writes with what it was given. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        batch = new Batch(rows);
        unbound = database.superuser();
        check = new Check(unbound);
        holdfast = new HoldfastInserts(database);
        raw = new RawInserts(database, rows);
        jdbi = new JdbiInserts(database);
        check.writes("Holdfast", batch, holdfast::rows);
        check.writes("JDBC's multi-row values", batch, raw::values);
        check.writes("JDBC's arrays", batch, raw::unnest);
        check.writes("JDBC's batch", batch, raw::batch);
        check.writes("JDBI's batch", batch, jdbi::batch);
    }

    /** The table never grows beyond what one iteration wrote. */
    @Setup(Level.Iteration)
    public void empty() throws Exception {
        check.empty();
    }

    @Benchmark
    public void holdfast() {
        holdfast.rows(batch.next());
    }

    /** For one row this is the prepared insert, pipelined with its tenant. */
    @Benchmark
    public void rawJdbcValues() throws Exception {
        raw.values(batch.next());
    }

    @Benchmark
    public void rawJdbcUnnest() throws Exception {
        raw.unnest(batch.next());
    }

    @Benchmark
    public void rawJdbcBatch() throws Exception {
        raw.batch(batch.next());
    }

    @Benchmark
    public void jdbiBatch() {
        jdbi.batch(batch.next());
    }

    @TearDown
    public void close() {
        unbound.close();
        holdfast.close();
        raw.close();
        jdbi.close();
    }
}
