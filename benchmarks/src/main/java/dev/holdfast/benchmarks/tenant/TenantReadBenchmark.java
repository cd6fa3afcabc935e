package dev.holdfast.benchmarks.tenant;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One row by its primary key, into a record. Each contender borrows its connection from a pool of one for each read, as
 * an application does, and reads the same ids in the same order.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class TenantReadBenchmark {

    private Reads reads;

    @Setup
    public void open() throws Exception {
        reads = Reads.open();
    }

    @Benchmark
    public Article holdfast() {
        return reads.holdfast.byId(reads.ids.next());
    }

    /** The floor: the same query in auto-commit, by a role that no policy binds. */
    @Benchmark
    public Article rawJdbcNoTenant() throws Exception {
        return reads.raw.noTenant(reads.ids.next());
    }

    /** Begin, tenant, query and commit in one execution. */
    @Benchmark
    public Article rawJdbcPipelined() throws Exception {
        return reads.raw.pipelined(reads.ids.next());
    }

    /** The same in separate calls. */
    @Benchmark
    public Article rawJdbcTransaction() throws Exception {
        return reads.raw.transaction(reads.ids.next());
    }

    /** The same by JDBI. */
    @Benchmark
    public Article jdbiTransaction() {
        return reads.jdbi.transaction(reads.ids.next());
    }

    @TearDown
    public void close() {
        reads.close();
    }
}
