package dev.holdfast.benchmarks.projection;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.event.Position;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
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
 * A read model of 500 articles in each of two tenants made of all events, from the first to the last, 500 a transaction: by
 * projections that write it in four ways, and by JDBC alone. One operation is a whole catch-up. For one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class ProjectionBenchmark {

    @Param({"20000"})
    public int events;

    private SalesTables tables;
    private Position last;
    private RawCatchUp raw;
    private Map<Way, SalesCatchUp> projections;

    /** Stores the events, has each contender catch up, and compares what it made of them. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current().copy("projection_" + events);
        tables = new SalesTables(database);
        List<String> names = new ArrayList<>(List.of(RawCatchUp.TABLE));
        for (Way way : Way.values()) {
            names.add(way.table());
        }
        tables.create(names.toArray(String[]::new));
        RawCatchUp.create(tables);
        for (String name : names) {
            tables.run("alter table " + name + " set (autovacuum_enabled = false)");
        }
        tables.fill(events);
        last = tables.last();
        raw = new RawCatchUp(database);
        projections = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            projections.put(way, new SalesCatchUp(database, way));
        }
        setBack();
        rawFloor();
        setBased();
        summed();
        pipelined();
        oneByOne();
        check();
    }

    /** Before each operation, and not measured. */
    @Setup(Level.Invocation)
    public void setBack() throws Exception {
        RawCatchUp.setBack(tables);
        for (Way way : Way.values()) {
            tables.setBack(way);
        }
    }

    /** Refuses contenders that made something else of the events. */
    void check() throws Exception {
        tables.check(RawCatchUp.TABLE);
        for (Way way : Way.values()) {
            tables.check(way.table());
        }
    }

    @Benchmark
    public long rawFloor() throws Exception {
        return raw.run();
    }

    @Benchmark
    public long setBased() throws Exception {
        return run(Way.SET_BASED);
    }

    @Benchmark
    public long summed() throws Exception {
        return run(Way.SUMMED);
    }

    @Benchmark
    public long pipelined() throws Exception {
        return run(Way.PIPELINED);
    }

    @Benchmark
    public long oneByOne() throws Exception {
        return run(Way.ONE_BY_ONE);
    }

    private long run(Way way) throws Exception {
        return Objects.requireNonNull(projections.get(way)).run(events, last);
    }

    @TearDown
    public void close() {
        raw.close();
        projections.values().forEach(SalesCatchUp::close);
        tables.close();
    }
}
