package dev.holdfast.benchmarks.event;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
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
 * One event appended, and a stream of 20 read, where a million events of four tenants are stored and where ten thousand are:
 * two databases of one server. A stream's events lie scattered among all others. For one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class EventGrowthBenchmark {

    static final int VERSIONS = 20;
    static final int TENANTS = 4;

    private static final int SMALL = 10_000;
    private static final long FIRST = 1_000;
    private static final int CHECKED = 20;

    /** In the large one. */
    @Param({"1000000"})
    public int events;

    /** A database, and whose turn it is in it. */
    private record Store(HoldfastEvents holdfast, EventStreams appending, EventStreams reading) {

        void append() throws Exception {
            EventStreams.Turn turn = appending.next(1);
            holdfast.append(turn.stream(), turn.version(), Ledger.events(turn.version(), 1));
        }

        int read() {
            return holdfast.read(reading.next(0).stream()).size();
        }
    }

    private Store large;
    private Store small;

    /** Fills both where they aren't, and compares what is stored. */
    @Setup
    public void open() throws Exception {
        synchronized (EventGrowthBenchmark.class) {
            small = opened(SMALL);
            large = opened(events);
        }
    }

    private static Store opened(int events) throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current().copy("events_" + events);
        HoldfastEvents holdfast = new HoldfastEvents(database);
        try (EventTables tables = new EventTables(database)) {
            int streams = events / VERSIONS / 2;
            EventFill appendedTo = new EventFill(FIRST, streams, VERSIONS, TENANTS);
            EventFill onlyRead = new EventFill(FIRST + streams, streams, VERSIONS, TENANTS);
            if (tables.count(holdfast, FIRST) == 0) {
                tables.empty(holdfast);
                long begin = System.nanoTime();
                tables.fill(holdfast, appendedTo);
                tables.fill(holdfast, onlyRead);
                System.out.println(
                        "Stored " + events + " events in " + (System.nanoTime() - begin) / 1_000_000_000 + " s");
            }
            EventStreams appending = new EventStreams(appendedTo, tables.versions(appendedTo));
            tables.check(holdfast, appending, 1);
            EventStreams reading = new EventStreams(onlyRead);
            for (int i = 0; i < CHECKED; i++) {
                tables.check(holdfast, reading.next(0).stream(), VERSIONS);
            }
            tables.checkpoint();
            return new Store(holdfast, appending, reading);
        }
    }

    @Benchmark
    public void appendLarge() throws Exception {
        large.append();
    }

    @Benchmark
    public void appendSmall() throws Exception {
        small.append();
    }

    @Benchmark
    public int readLarge() {
        return large.read();
    }

    @Benchmark
    public int readSmall() {
        return small.read();
    }

    @TearDown
    public void close() {
        large.holdfast().close();
        small.holdfast().close();
    }
}
