package dev.holdfast.benchmarks.audit;

import dev.holdfast.audit.AuditEntry;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
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
 * Whether an audited update of one row, and a page of one row's entries, cost more when the log has grown: beside each other in a
 * database with few entries and in one with many.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class AuditGrowthBenchmark {

    /** In the smaller log. */
    @Param({"100000"})
    public int few;

    /** In the larger log. */
    @Param({"10000000"})
    public int many;

    private GrownLog small;
    private GrownLog large;

    /** Makes and fills the logs where they aren't there. */
    @Setup
    public void open() throws Exception {
        small = GrownLog.open(BenchmarkDatabase.current(), few);
        large = GrownLog.open(BenchmarkDatabase.current(), many);
    }

    @Benchmark
    public long changeSmall() throws Exception {
        return small.change();
    }

    @Benchmark
    public long changeLarge() throws Exception {
        return large.change();
    }

    @Benchmark
    public List<AuditEntry> readSmall() {
        return small.read();
    }

    @Benchmark
    public List<AuditEntry> readLarge() {
        return large.read();
    }

    @TearDown
    public void close() {
        small.close();
        large.close();
    }
}
