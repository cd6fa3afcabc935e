package dev.holdfast.benchmarks.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every contender of the benchmarks of projections, on few events. Opening compares what they make of them. */
class ContendersTest {

    static {
        System.setProperty("holdfast.benchmarks.rowsPerTenant", "25");
    }

    /** Ends with a page that isn't full. */
    private static final int EVENTS = 703;

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

    @Test
    void catchUpAgainAndAgainAndMakeTheSameOfTheEvents() throws Exception {
        ProjectionBenchmark benchmark = new ProjectionBenchmark();
        benchmark.events = EVENTS;
        benchmark.open();
        benchmark.setBack();
        assertThatThrownBy(benchmark::check)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(RawCatchUp.TABLE + " doesn't say what the events do");
        assertThat(List.of(
                        benchmark.rawFloor(),
                        benchmark.setBased(),
                        benchmark.summed(),
                        benchmark.pipelined(),
                        benchmark.oneByOne()))
                .containsOnly((long) EVENTS);
        benchmark.check();
        benchmark.close();
        try (SalesTables tables = new SalesTables(database.copy("projection_" + EVENTS))) {
            assertThat(tables.number("select count(distinct tenant_id) from " + Way.SUMMED.table()))
                    .isEqualTo(SalesTables.TENANTS);
            tables.run("update " + Way.SUMMED.table() + " set cents = cents + 1 where article = 'article-7'");
            assertThatThrownBy(() -> tables.check(Way.SUMMED.table())).hasMessageContaining("rows differ");
        }
    }

    @Test
    void countWhatTheyAppend() throws Exception {
        InlineBenchmark benchmark = new InlineBenchmark();
        benchmark.open();
        for (int i = 0; i < 20; i++) {
            assertThat(List.of(benchmark.inline(), benchmark.byHand(), benchmark.alone()))
                    .allMatch(position -> position > 0);
        }
        benchmark.check();
        benchmark.close();
    }

    /** What the projection made of it is compared at the end of each. */
    @Test
    void tellHowFarAProjectionIsBehind() throws Exception {
        BenchmarkDatabase own = database.copy("lag");
        try (SalesTables tables = new SalesTables(own)) {
            LagRun.prepare(tables);
        }
        for (LagRun.Beside beside : LagRun.Beside.values()) {
            LagRun.Lag lag = LagRun.measure(own, 400, Duration.ofMillis(500), beside);
            assertThat(lag.appends()).isPositive();
            assertThat(lag.polls()).isPositive();
            assertThat(List.of(lag.woken(), lag.elsewhere())).allSatisfy(waits -> {
                assertThat(waits.samples()).isPositive();
                assertThat(List.of(waits.median(), waits.p99(), waits.longest()))
                        .isSorted();
            });
        }
    }

    /** What they counted is compared at the end. */
    @Test
    void tellWhatRunningProjectionsCost() throws Exception {
        BenchmarkDatabase own = database.copy("trickle");
        try (SalesTables tables = new SalesTables(own)) {
            TrickleMain.run(own, tables, new int[] {300, 1, 40, 3, 1});
            assertThat(tables.number("select count(distinct tenant_id) from trickled"))
                    .isEqualTo(40);
        }
    }

    @Test
    void tellPercentiles() {
        List<Long> nanos = LongStream.rangeClosed(1, 200)
                .mapToObj(each -> each * 1_000_000)
                .toList();
        assertThat(Waits.of(nanos)).isEqualTo(new Waits(200, 100, 198, 200));
        assertThatThrownBy(() -> Waits.of(List.of())).hasMessageContaining("no samples");
    }
}
