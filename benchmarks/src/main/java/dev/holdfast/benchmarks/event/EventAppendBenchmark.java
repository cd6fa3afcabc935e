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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events behind those of a stream that is there, at the version that it has; each thread has streams of its own. Durable
 * when the call returns. Which of raw JDBC's forms is the best is measured too: one plain insert is the floor.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class EventAppendBenchmark {

    private static final int STREAMS = 1_000;
    private static final int VERSIONS = 5;

    @Param({"1", "10", "100"})
    public int events;

    /** A contender, and the streams that it alone appends to. */
    private record Appending(EventStoring storing, EventStreams streams) {

        void append(int events) throws Exception {
            EventStreams.Turn turn = streams.next(events);
            storing.append(turn.stream(), turn.version(), Ledger.events(turn.version(), events));
        }
    }

    private EventTables tables;
    private HoldfastEvents holdfastStoring;
    private Appending holdfast;
    private Appending coalesced;
    private EventStreams anyVersion;
    private Appending rawValues;
    private Appending rawUnnest;
    private Appending rawBatch;
    private Appending seed;
    private Appending axon;
    private Appending messageDb;
    private Appending emmett;

    /** Begins the streams, and compares what each contender appends with what it was given. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        tables = new EventTables(database);
        EventFill fill = EventFill.of(tables.block(), STREAMS, VERSIONS);
        holdfastStoring = new HoldfastEvents(database);
        holdfast = opened(holdfastStoring, fill);
        coalesced = opened(CoalescedEvents.open(database), EventFill.of(tables.block(), STREAMS, VERSIONS));
        EventFill others = EventFill.of(tables.block(), STREAMS, VERSIONS);
        anyVersion = new EventStreams(others);
        tables.fill(holdfastStoring, others);
        rawValues = opened(new RawEvents(database, RawEvents.Form.VALUES), fill);
        rawUnnest = opened(new RawEvents(database, RawEvents.Form.UNNEST), fill);
        rawBatch = opened(new RawEvents(database, RawEvents.Form.BATCH), fill);
        seed = opened(new SeedEvents(database), fill);
        axon = opened(new AxonEvents(database), fill);
        messageDb = openedIfThere(new MessageDbEvents(database), fill);
        emmett = openedIfThere(new EmmettEvents(database), fill);
        EventStreams.Turn turn = anyVersion.next(events);
        holdfastStoring.appendAny(turn.stream(), Ledger.events(turn.version(), events));
        tables.check(holdfastStoring, turn.stream(), turn.version() + events);
        tables.checkpoint();
    }

    private Appending opened(EventStoring storing, EventFill fill) throws Exception {
        Appending appending = new Appending(storing, new EventStreams(fill));
        tables.fill(storing, fill);
        tables.check(storing, appending.streams(), events);
        return appending;
    }

    /** What is had from elsewhere; its methods tell why where it isn't. */
    private Appending openedIfThere(EventStoring storing, EventFill fill) throws Exception {
        try {
            return opened(storing, fill);
        } catch (AbsentContenderException absent) {
            storing.close();
            return new Appending(new AbsentEvents(absent), new EventStreams(fill));
        }
    }

    @Benchmark
    public void holdfast() throws Exception {
        holdfast.append(events);
    }

    /** One event along with those of other threads. */
    @Benchmark
    public void holdfastCoalesced() throws Exception {
        coalesced.append(events);
    }

    /** At whatever version the stream has. */
    @Benchmark
    public void holdfastAny() {
        EventStreams.Turn turn = anyVersion.next(events);
        holdfastStoring.appendAny(turn.stream(), Ledger.events(turn.version(), events));
    }

    /** For one event this is the plain prepared insert. */
    @Benchmark
    public void rawValues() throws Exception {
        rawValues.append(events);
    }

    @Benchmark
    public void rawUnnest() throws Exception {
        rawUnnest.append(events);
    }

    @Benchmark
    public void rawBatch() throws Exception {
        rawBatch.append(events);
    }

    @Benchmark
    public void patternFromSeed() throws Exception {
        seed.append(events);
    }

    @Benchmark
    public void axonJdbc() throws Exception {
        axon.append(events);
    }

    /** Message DB's function. */
    @Benchmark
    public void messageDb() throws Exception {
        messageDb.append(events);
    }

    /** Emmett's function. */
    @Benchmark
    public void emmett() throws Exception {
        emmett.append(events);
    }

    @TearDown
    public void close() {
        tables.close();
        List.of(holdfast, rawValues, rawUnnest, rawBatch, seed, axon, messageDb, emmett)
                .forEach(each -> each.storing().close());
        CoalescedEvents.close();
    }
}
