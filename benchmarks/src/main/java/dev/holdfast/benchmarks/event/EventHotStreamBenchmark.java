package dev.holdfast.benchmarks.event;

import dev.holdfast.benchmarks.AbsentContenderException;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import java.util.List;
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
 * One event behind whatever a stream has, to which all threads append: run it by {@code -t 16}. An operation is a success, with
 * the attempts that it took; nobody pauses between attempts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class EventHotStreamBenchmark {

    /** Below all blocks. */
    private static final long STREAM = 7;

    private static final int VERSIONS = 5;

    /** A contender, and the version that this thread saw last. */
    private static final class Racing {

        private final EventStoring storing;
        private long seen = VERSIONS;

        Racing(EventStoring storing) {
            this.storing = storing;
        }

        long append() throws Exception {
            seen = storing.appendAmongOthers(STREAM, seen);
            return seen;
        }
    }

    private EventTables tables;
    private HoldfastEvents holdfastStoring;
    private Racing holdfast;
    private Racing rawInsert;
    private Racing seed;
    private Racing axon;
    private Racing messageDb;
    private Racing emmett;
    private long anyVersion = VERSIONS;

    /** Begins the stream, and compares what each contender appends with what it was given. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        tables = new EventTables(database);
        holdfastStoring = new HoldfastEvents(database);
        holdfast = opened(holdfastStoring);
        rawInsert = opened(new RawEvents(database, RawEvents.Form.VALUES));
        seed = opened(new SeedEvents(database));
        axon = opened(new AxonEvents(database));
        messageDb = openedIfThere(new MessageDbEvents(database));
        emmett = openedIfThere(new EmmettEvents(database));
        tables.checkpoint();
    }

    private Racing opened(EventStoring storing) throws Exception {
        Racing racing = new Racing(storing);
        tables.fillOnce(storing, STREAM, VERSIONS);
        racing.append();
        return racing;
    }

    /** What is had from elsewhere; its methods tell why where it isn't. */
    private Racing openedIfThere(EventStoring storing) throws Exception {
        try {
            return opened(storing);
        } catch (AbsentContenderException absent) {
            storing.close();
            return new Racing(new AbsentEvents(absent));
        }
    }

    @Benchmark
    public long holdfast() throws Exception {
        return holdfast.append();
    }

    /** Without a version to be met: the events tell what was seen last. */
    @Benchmark
    public long holdfastAny() {
        anyVersion = holdfastStoring.appendAny(STREAM, Ledger.events(anyVersion, 1));
        return anyVersion;
    }

    @Benchmark
    public long rawInsert() throws Exception {
        return rawInsert.append();
    }

    @Benchmark
    public long patternFromSeed() throws Exception {
        return seed.append();
    }

    @Benchmark
    public long axonJdbc() throws Exception {
        return axon.append();
    }

    /** Message DB's function. */
    @Benchmark
    public long messageDb() throws Exception {
        return messageDb.append();
    }

    /** Emmett's function. */
    @Benchmark
    public long emmett() throws Exception {
        return emmett.append();
    }

    /** Every success is there, one behind the other. */
    @TearDown
    public void close() throws Exception {
        for (Racing each : List.of(holdfast, rawInsert, seed, axon, messageDb, emmett)) {
            if (each.storing instanceof AbsentEvents) {
                continue;
            }
            long stored = tables.count(each.storing, STREAM);
            long last = tables.version(each.storing, STREAM);
            if (stored != last || stored < each.seen) {
                throw new IllegalStateException(each.storing.getClass().getSimpleName() + " has " + stored
                        + " events, the last of version " + last + ", and told of version " + each.seen);
            }
            each.storing.close();
        }
        tables.close();
    }
}
