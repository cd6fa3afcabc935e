package dev.holdfast.benchmarks.tenant;

import dev.holdfast.query.SelectQuery;
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
 * What the client spends on the read of {@link TenantReadBenchmark}: the CPU time of the calling thread
 * ({@code cpu.time.norm}) and the memory that it allocates ({@code gc.alloc.rate.norm}), both for one operation. The
 * score itself is the time that passes, most of which is PostgreSQL's and the network's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class ClientCostBenchmark {

    private Reads reads;
    private SelectQuery<Article> kept;

    @Setup
    public void open() throws Exception {
        reads = Reads.open();
        kept = HoldfastReads.statement(reads.ids.next());
    }

    /** The statement is built anew for each id. */
    @Benchmark
    public Article holdfast() {
        return reads.holdfast.byId(reads.ids.next());
    }

    /** The statement is a constant, rendered once; so it reads the same row each time. */
    @Benchmark
    public Article holdfastStatementKept() {
        return reads.holdfast.run(kept);
    }

    /** Building and rendering the statement, without a database. */
    @Benchmark
    public String renderOnly() {
        return HoldfastReads.statement(reads.ids.next()).toSql();
    }

    /** As {@code rawJdbcPipelined} in {@link TenantReadBenchmark}: the same protection in the same round trip. */
    @Benchmark
    public Article rawJdbc() throws Exception {
        return reads.raw.pipelined(reads.ids.next());
    }

    /** JDBI without a tenant: the query alone, in auto-commit. */
    @Benchmark
    public Article plainJdbi() {
        return reads.jdbi.plain(reads.ids.next());
    }

    /** JDBI with the tenant, in a transaction. */
    @Benchmark
    public Article jdbiTransaction() {
        return reads.jdbi.transaction(reads.ids.next());
    }

    @TearDown
    public void close() {
        reads.close();
    }
}
