package dev.holdfast.benchmarks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.holdfast.benchmarks.AbsentContenderException;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every contender of the benchmarks of events, on few of them. Opening compares what they store with what they were given. */
class ContendersTest {

    static {
        System.setProperty("holdfast.benchmarks.rowsPerTenant", "25");
        // A build needs no npm; -Dholdfast.benchmarks.npm=npm has the contenders tested that come by it.
        System.setProperty(
                "holdfast.benchmarks.npm", System.getProperty("holdfast.benchmarks.npm", "npm-that-is-not-there"));
    }

    private static final int VERSIONS = 3;

    @SuppressWarnings("NullAway.Init")
    private static BenchmarkDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = BenchmarkDatabase.start().announce();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    static Stream<Named<Function<BenchmarkDatabase, EventStoring>>> contenders() {
        return Stream.of(
                Named.of("Holdfast", HoldfastEvents::new),
                Named.of("JDBC's multi-row values", of -> new RawEvents(of, RawEvents.Form.VALUES)),
                Named.of("JDBC's arrays", of -> new RawEvents(of, RawEvents.Form.UNNEST)),
                Named.of("JDBC's batch", of -> new RawEvents(of, RawEvents.Form.BATCH)),
                Named.of("the pattern", SeedEvents::new),
                Named.of("Axon", AxonEvents::new),
                Named.of("Message DB", MessageDbEvents::new),
                Named.of("Emmett", EmmettEvents::new));
    }

    @ParameterizedTest
    @MethodSource("contenders")
    void storeAllOrNoneOfTheEventsThatTheyAreGiven(Function<BenchmarkDatabase, EventStoring> opened) throws Exception {
        try (EventStoring storing = opened.apply(database);
                EventTables tables = new EventTables(database)) {
            EventFill fill = EventFill.of(tables.block(), 2, VERSIONS);
            fillIfThere(tables, storing, fill);
            long stream = fill.first() + 1;
            assertThat(storing.tryAppend(stream, VERSIONS, Ledger.events(VERSIONS, 100)))
                    .isEqualTo(VERSIONS);
            tables.check(storing, stream, VERSIONS + 100);
            assertThat(storing.tryAppend(stream, VERSIONS + 90, Ledger.events(VERSIONS + 90, 20)))
                    .isEqualTo(VERSIONS + 100);
            tables.check(storing, stream, VERSIONS + 100);
            assertThat(storing.appendAmongOthers(stream, VERSIONS)).isEqualTo(VERSIONS + 101);
            tables.check(storing, stream, VERSIONS + 101);
            tables.check(storing, fill.first(), VERSIONS);
        }
    }

    @ParameterizedTest
    @MethodSource("contenders")
    void areRefusedWhenAnotherEventIsStored(Function<BenchmarkDatabase, EventStoring> opened) throws Exception {
        try (EventStoring storing = opened.apply(database);
                EventTables tables = new EventTables(database)) {
            EventFill fill = EventFill.of(tables.block(), 1, VERSIONS);
            fillIfThere(tables, storing, fill);
            storing.append(fill.first(), VERSIONS, Ledger.events(VERSIONS + 1, 1));
            assertThatThrownBy(() -> tables.check(storing, fill.first(), VERSIONS + 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "stored Deposited[cents=" + (VERSIONS + 2) + ", reference=transfer-" + (VERSIONS + 2));
            assertThatThrownBy(() -> tables.check(storing, fill.first() + 1, 1)).hasMessageContaining("has 0 events");
            assertThatThrownBy(() -> storing.append(fill.first(), VERSIONS, Ledger.events(VERSIONS, 1)))
                    .hasMessageEndingWith("at " + (VERSIONS + 1) + ", not " + VERSIONS);
        }
    }

    private static void fillIfThere(EventTables tables, EventStoring storing, EventFill fill) throws Exception {
        try {
            tables.fill(storing, fill);
        } catch (AbsentContenderException absent) {
            abort(absent.getMessage());
        }
    }

    @Test
    void tellWhatIsNotToBeHad() throws Exception {
        assertThatThrownBy(
                        () -> NpmPackage.of("@holdfast/none", "not a version").text("none.sql"))
                .isInstanceOf(AbsentContenderException.class)
                .hasMessageStartingWith("@holdfast/none@not a version isn't to be had by npm: ");
        AbsentContenderException why = new AbsentContenderException("there is none", null);
        try (EventStoring absent = new AbsentEvents(why)) {
            assertThatThrownBy(() -> absent.appendAmongOthers(1, 0)).isSameAs(why);
        }
    }

    @Test
    void takeTheSchemaOutOfEmmettsJavaScriptOrTellThatItIsAnother() {
        String javaScript =
                "var a = b`c`; var schema_0_42_0 = SQL3`\n  create FUNCTION emt_append_to_stream(%s)`; d`e`";
        assertThat(EmmettEvents.schema(javaScript.formatted("x text")))
                .isEqualTo("\n  create FUNCTION emt_append_to_stream(x text)");
        assertThat(List.of(
                        javaScript.formatted("${x}"),
                        javaScript.formatted("\\n"),
                        javaScript.formatted("").replace("42", "43"),
                        javaScript.formatted("").replace("append_to", "a"),
                        ""))
                .allSatisfy(other -> assertThatThrownBy(() -> EmmettEvents.schema(other))
                        .isInstanceOf(AbsentContenderException.class)
                        .hasMessageContaining("doesn't have its schema"));
    }

    /** The floor has the indexes of what it is compared with. */
    @Test
    void storeRawEventsBehindTheSameIndexes() throws Exception {
        try (RawEvents raw = new RawEvents(database, RawEvents.Form.VALUES);
                EventTables tables = new EventTables(database)) {
            raw.create(tables);
            String indexes = "select count(*) from pg_index where indisvalid and indrelid = '%s'::regclass";
            assertThat(tables.number(indexes.formatted(raw.tables().get(0))))
                    .isEqualTo(tables.number(indexes.formatted("holdfast.events")))
                    .isGreaterThan(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void appendOneOrSeveral(int events) throws Exception {
        EventAppendBenchmark benchmark = new EventAppendBenchmark();
        benchmark.events = events;
        benchmark.open();
        benchmark.holdfast();
        benchmark.holdfastAny();
        benchmark.rawValues();
        benchmark.rawUnnest();
        benchmark.rawBatch();
        benchmark.patternFromSeed();
        benchmark.axonJdbc();
        runIfThere(benchmark::messageDb);
        runIfThere(benchmark::emmett);
        benchmark.close();
    }

    /** Several threads, each with a benchmark of its own, on one stream: closing counts what is there. */
    @Test
    void loseNothingOnAHotStream() throws Exception {
        List<EventHotStreamBenchmark> benchmarks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            EventHotStreamBenchmark benchmark = new EventHotStreamBenchmark();
            benchmark.open();
            benchmarks.add(benchmark);
        }
        int each = 20;
        ExecutorService threads = Executors.newFixedThreadPool(benchmarks.size());
        try {
            List<Future<List<Long>>> running = benchmarks.stream()
                    .map(benchmark -> threads.submit(() -> {
                        List<Long> versions = new ArrayList<>();
                        for (int i = 0; i < each; i++) {
                            versions.add(benchmark.holdfast());
                            benchmark.holdfastAny();
                            benchmark.rawInsert();
                            benchmark.patternFromSeed();
                            benchmark.axonJdbc();
                            runIfThere(benchmark::messageDb);
                            runIfThere(benchmark::emmett);
                        }
                        return versions;
                    }))
                    .toList();
            List<Long> versions = new ArrayList<>();
            for (Future<List<Long>> thread : running) {
                versions.addAll(thread.get());
            }
            assertThat(versions).hasSize(each * benchmarks.size()).doesNotHaveDuplicates();
        } finally {
            threads.shutdownNow();
        }
        for (EventHotStreamBenchmark benchmark : benchmarks) {
            benchmark.close();
        }
    }

    private interface Operation {
        void run() throws Exception;
    }

    private static void runIfThere(Operation operation) throws Exception {
        try {
            operation.run();
        } catch (AbsentContenderException absent) {
            assertThat(absent).hasMessageContaining("isn't to be had by npm");
        }
    }

    @Test
    void readTheSameBalances() throws Exception {
        EventReadBenchmark benchmark = new EventReadBenchmark();
        benchmark.open();
        Balance folded = Ledger.balance(EventReadBenchmark.LONG);
        assertThat(List.of(benchmark.holdfastFold(), benchmark.rawFold())).containsOnly(folded);
        assertThat(benchmark.holdfastLoad()).isEqualTo(benchmark.rawLoad()).isNotEqualTo(folded);
        benchmark.close();
    }

    @Test
    void growInDatabasesOfTheirOwn() throws Exception {
        EventGrowthBenchmark benchmark = new EventGrowthBenchmark();
        benchmark.events = 20_000;
        benchmark.open();
        benchmark.appendLarge();
        benchmark.appendSmall();
        assertThat(benchmark.readLarge())
                .isEqualTo(EventGrowthBenchmark.VERSIONS)
                .isEqualTo(benchmark.readSmall());
        benchmark.newAppendLarge();
        benchmark.newAppendSmall();
        benchmark.close();
        benchmark.open(); // filled already, and appended to
        benchmark.appendLarge();
        assertThat(benchmark.newLoadLarge()).isEqualTo(Ledger.balance(2)).isEqualTo(benchmark.newLoadSmall());
        assertThat(benchmark.newPageLarge()).isEqualTo(2).isEqualTo(benchmark.newPageSmall());
        assertThat(benchmark.newStreamsLarge()).isOne().isEqualTo(benchmark.newStreamsSmall());
        benchmark.close();
        try (EventTables large = new EventTables(database.copy("events_20000"))) {
            assertThat(large.number("select count(distinct tenant_id) from holdfast.events"))
                    .isEqualTo(EventGrowthBenchmark.TENANTS + 2);
            assertThat(large.number("select count(*) from pg_index where indrelid = 'holdfast.events'::regclass and not"
                            + " (indisready and indisvalid)"))
                    .isZero();
            assertThat(large.number("select count(*) from holdfast.streams s where version <> (select count(*) from"
                            + " holdfast.events e where e.tenant_id = s.tenant_id and e.stream_no = s.stream_no)"
                            + " and category = 'account'"))
                    .isZero();
        }
    }

    @Test
    void spreadAFillsStreamsOverItsTenants() {
        EventStreams streams = new EventStreams(new EventFill(1_000, 10, VERSIONS, 4));
        assertThat(IntStream.range(0, 6).mapToObj(i -> streams.next(2)))
                .extracting(EventStreams.Turn::stream, EventStreams.Turn::version)
                .containsOnly(
                        tuple(1_000L, 3L),
                        tuple(1_004L, 3L),
                        tuple(1_008L, 3L),
                        tuple(1_000L, 5L),
                        tuple(1_004L, 5L),
                        tuple(1_008L, 5L));
    }
}
