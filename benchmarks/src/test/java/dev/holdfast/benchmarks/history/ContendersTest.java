package dev.holdfast.benchmarks.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every read of the benchmark, on few rows. */
class ContendersTest {

    static {
        System.setProperty("holdfast.benchmarks.rowsPerTenant", "25");
    }

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

    /** Opening compares what is read with what was written. */
    @Test
    void readTheSameRows() throws Exception {
        AsOfBenchmark benchmark = new AsOfBenchmark();
        benchmark.versions = 1_200;
        benchmark.each = 3;
        benchmark.open();
        for (Callable<Integer> byKey :
                List.<Callable<Integer>>of(benchmark::liveByKey, benchmark::asOfByKey, benchmark::tokenByKey)) {
            assertThat(byKey.call()).isEqualTo(1);
        }
        for (Callable<Integer> page : List.<Callable<Integer>>of(
                benchmark::livePage,
                benchmark::asOfPage,
                benchmark::livePageByIndex,
                benchmark::asOfPageByIndex,
                benchmark::liveJoin,
                benchmark::asOfJoin)) {
            assertThat(page.call()).isBetween(1, Past.PAGE);
        }
        benchmark.close();
    }
}
