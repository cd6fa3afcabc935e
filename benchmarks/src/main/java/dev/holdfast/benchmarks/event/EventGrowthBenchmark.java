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
 * two databases of one server. A stream's events lie scattered among all others. The same and more for tenants that came after
 * the statistics: one with two events, which are read by stream, by a page, and as a list of streams, and one that appends. For
 * one thread.
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
    private static final int FEW = 2;
    private static final long WITH_FEW = TENANTS + 1L;
    private static final long APPENDING = TENANTS + 2L;

    /** In the large one. */
    @Param({"1000000"})
    public int events;

    /** A database, and whose turn it is in it. */
    private record Store(
            HoldfastEvents holdfast,
            EventStreams appending,
            EventStreams reading,
            HoldfastEvents withFew,
            HoldfastEvents newlyAppending) {

        void append() throws Exception {
            EventStreams.Turn turn = appending.next(1);
            holdfast.append(turn.stream(), turn.version(), Ledger.events(turn.version(), 1));
        }

        int read() {
            return holdfast.read(reading.next(0).stream()).size();
        }

        long newAppend() {
            return newlyAppending.appendAny(FIRST, Ledger.events(0, 1));
        }

        void close() {
            holdfast.close();
            withFew.close();
            newlyAppending.close();
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
                tables.fillAtOnce(holdfast, appendedTo, onlyRead);
                System.out.println(
                        "Stored " + events + " events in " + (System.nanoTime() - begin) / 1_000_000_000 + " s");
            }
            EventStreams appending = new EventStreams(appendedTo, tables.versions(appendedTo));
            tables.check(holdfast, appending, 1);
            EventStreams reading = new EventStreams(onlyRead);
            for (int i = 0; i < CHECKED; i++) {
                tables.check(holdfast, reading.next(0).stream(), VERSIONS);
            }
            HoldfastEvents withFew = new HoldfastEvents(database, WITH_FEW);
            if (withFew.read(FIRST).isEmpty()) {
                withFew.appendAny(FIRST, Ledger.events(0, FEW));
            }
            tables.checkpoint();
            return new Store(holdfast, appending, reading, withFew, new HoldfastEvents(database, APPENDING));
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

    @Benchmark
    public long newAppendLarge() {
        return large.newAppend();
    }

    @Benchmark
    public long newAppendSmall() {
        return small.newAppend();
    }

    @Benchmark
    public Balance newLoadLarge() {
        return large.withFew().fold(FIRST);
    }

    @Benchmark
    public Balance newLoadSmall() {
        return small.withFew().fold(FIRST);
    }

    @Benchmark
    public int newPageLarge() {
        return large.withFew().page().size();
    }

    @Benchmark
    public int newPageSmall() {
        return small.withFew().page().size();
    }

    @Benchmark
    public int newStreamsLarge() {
        return large.withFew().streams().size();
    }

    @Benchmark
    public int newStreamsSmall() {
        return small.withFew().streams().size();
    }

    @TearDown
    public void close() {
        large.close();
        small.close();
    }
}
