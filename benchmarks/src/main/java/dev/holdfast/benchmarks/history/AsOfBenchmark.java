package dev.holdfast.benchmarks.history;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.history.Past.Read;
import dev.holdfast.benchmarks.history.Past.When;
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
 * What it costs to read as of a moment, before the last version of each row: the same four reads of the table as it is now, as of
 * an instant, and (by key) as of a token.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class AsOfBenchmark {

    /** Of all rows together. */
    @Param({"1000000"})
    public int versions;

    /** Of each row. */
    @Param({"4", "10"})
    public int each;

    private Past past;

    /** Makes and fills the tables where they aren't there, and compares what is read with what was written. */
    @Setup
    public void open() throws Exception {
        past = Past.open(BenchmarkDatabase.current(), versions, each);
    }

    @Benchmark
    public int liveByKey() {
        return past.rows(Read.BY_KEY, When.NOW);
    }

    @Benchmark
    public int asOfByKey() {
        return past.rows(Read.BY_KEY, When.INSTANT);
    }

    @Benchmark
    public int tokenByKey() {
        return past.rows(Read.BY_KEY, When.TOKEN);
    }

    @Benchmark
    public int livePage() {
        return past.rows(Read.PAGE_BY_KEY, When.NOW);
    }

    @Benchmark
    public int asOfPage() {
        return past.rows(Read.PAGE_BY_KEY, When.INSTANT);
    }

    @Benchmark
    public int livePageByIndex() {
        return past.rows(Read.PAGE_BY_INDEX, When.NOW);
    }

    @Benchmark
    public int asOfPageByIndex() {
        return past.rows(Read.PAGE_BY_INDEX, When.INSTANT);
    }

    @Benchmark
    public int liveJoin() {
        return past.rows(Read.JOIN, When.NOW);
    }

    @Benchmark
    public int asOfJoin() {
        return past.rows(Read.JOIN, When.INSTANT);
    }

    @TearDown
    public void close() {
        past.close();
    }
}
