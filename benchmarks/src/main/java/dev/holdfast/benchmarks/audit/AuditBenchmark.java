package dev.holdfast.benchmarks.audit;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
 * What it costs a writer that changes are kept: one row or a thousand by one statement, inserted or updated, durable when the
 * call returns. Each contender has a table of its own with the same rows, and another row for each operation; what sets the
 * table back isn't measured. Each has first changed one row at a time, then a thousand at once, on the connection on which it is
 * measured, since triggers keep their plans.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class AuditBenchmark {

    @Param({"1", "1000"})
    public int rows;

    @Param({"insert", "update"})
    public String work;

    private Superuser unbound;
    private final Map<Trail, Tracking> contenders = new LinkedHashMap<>();

    /** Makes the contenders and their tables, and compares what each kept with what was changed. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        unbound = database.superuser();
        Tracking.Work kind = Tracking.Work.valueOf(work.toUpperCase(Locale.ROOT));
        for (Trail trail : Trails.ALL) {
            contenders.put(trail, Tracking.open(database, unbound, trail, kind));
        }
    }

    /** Only who has come to the end of its rows has something to do. */
    @Setup(Level.Invocation)
    public void prepare() throws Exception {
        for (Tracking contender : contenders.values()) {
            contender.prepare(rows);
        }
    }

    private long change(Trail trail) throws Exception {
        return Objects.requireNonNull(contenders.get(trail)).change(rows);
    }

    /** Nothing is kept. */
    @Benchmark
    public long plain() throws Exception {
        return change(Trails.PLAIN);
    }

    /** Each row as two JSON documents, by one row trigger for all tables. */
    @Benchmark
    public long wholeCopies() throws Exception {
        return change(Trails.WHOLE_COPIES);
    }

    /** The new rows, whole, into an event table with a context, by a trigger for each statement. */
    @Benchmark
    public long pghistoryStyle() throws Exception {
        return change(Trails.PGHISTORY_STYLE);
    }

    /** Holdfast's audit. */
    @Benchmark
    public long audit() throws Exception {
        return change(HoldfastTrail.AUDIT);
    }

    /** Holdfast's history. */
    @Benchmark
    public long history() throws Exception {
        return change(HoldfastTrail.HISTORY);
    }

    /** Holdfast's audit and history. */
    @Benchmark
    public long both() throws Exception {
        return change(HoldfastTrail.BOTH);
    }

    @TearDown
    public void close() {
        contenders.values().forEach(Tracking::close);
        unbound.close();
    }
}
