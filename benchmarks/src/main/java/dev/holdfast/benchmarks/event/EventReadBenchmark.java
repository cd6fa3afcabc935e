package dev.holdfast.benchmarks.event;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
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
 * An account's balance: by a thousand events, or by a snapshot and ten events behind it, of a hundred and ten and of fifty
 * thousand; another account's each time, as the application's role, behind row-level security.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class EventReadBenchmark {

    static final int LONG = 1_000;
    static final int BEHIND = 10;

    private static final int LONG_STREAMS = 50;
    private static final int SNAPSHOT_STREAMS = 500;
    private static final int SNAPSHOT_VERSION = 100;
    private static final int LONGEST_STREAMS = 4;
    private static final int LONGEST_VERSION = 49_990;
    private static final int CHECKED = 20;

    private HoldfastEvents holdfast;
    private RawEventReads raw;
    private EventStreams folded;
    private EventStreams loaded;
    private EventStreams longest;

    /** Begins the streams, stores the snapshots, and compares the balances. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        holdfast = new HoldfastEvents(database);
        raw = new RawEventReads(database);
        try (EventTables tables = new EventTables(database)) {
            EventFill longOnes = EventFill.of(tables.block(), LONG_STREAMS, LONG);
            tables.fill(holdfast, longOnes);
            folded = new EventStreams(longOnes);
            loaded = withSnapshots(tables, SNAPSHOT_STREAMS, SNAPSHOT_VERSION);
            longest = withSnapshots(tables, LONGEST_STREAMS, LONGEST_VERSION);
            tables.run("vacuum (analyze) holdfast.snapshots");
            tables.checkpoint();
        }
        for (int i = 0; i < CHECKED; i++) {
            check("fold", LONG, holdfastFold(), rawFold());
            check("load", SNAPSHOT_VERSION + BEHIND, holdfastLoad(), rawLoad());
            check("load", LONGEST_VERSION + BEHIND, holdfastLongLoad(), rawLongLoad());
        }
    }

    private EventStreams withSnapshots(EventTables tables, int streams, int version) throws Exception {
        EventFill fill = EventFill.of(tables.block(), streams, version + BEHIND);
        tables.fill(holdfast, fill);
        tables.run(
                "insert into holdfast.snapshots (stream_no, version, event_id, schema_version, tenant_id, type, state)"
                        + " select s.stream_no, " + version + ", e.event_id, 1, s.tenant_id, '"
                        + HoldfastEvents.SNAPSHOT
                        + "', '" + Ledger.JSON.write(Ledger.balance(version), Balance.class)
                        + "' from holdfast.streams s join "
                        + fill.streamRows() + " n on s.tenant_id = n.tenant and s.category = '"
                        + Ledger.CATEGORY
                        + "' and s.stream_id = n.number::text join holdfast.events e on e.tenant_id = s.tenant_id"
                        + " and e.stream_no = s.stream_no and e.version = " + version);
        return new EventStreams(fill);
    }

    private static void check(String what, int version, Balance holdfast, Balance raw) {
        Balance right = Ledger.balance(version);
        if (!right.equals(holdfast) || !right.equals(raw)) {
            throw new IllegalStateException(
                    what + " gave " + holdfast + " by Holdfast and " + raw + " by JDBC, right is " + right);
        }
    }

    @Benchmark
    public Balance holdfastFold() {
        return holdfast.fold(folded.next(0).stream());
    }

    @Benchmark
    public Balance rawFold() throws Exception {
        return raw.fold(folded.next(0).stream());
    }

    @Benchmark
    public Balance holdfastLoad() {
        return holdfast.load(loaded.next(0).stream());
    }

    @Benchmark
    public Balance rawLoad() throws Exception {
        return raw.load(loaded.next(0).stream());
    }

    @Benchmark
    public Balance holdfastLongLoad() {
        return holdfast.load(longest.next(0).stream());
    }

    @Benchmark
    public Balance rawLongLoad() throws Exception {
        return raw.load(longest.next(0).stream());
    }

    @TearDown
    public void close() {
        holdfast.close();
        raw.close();
    }
}
