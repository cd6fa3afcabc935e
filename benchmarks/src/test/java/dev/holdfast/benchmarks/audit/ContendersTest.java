package dev.holdfast.benchmarks.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every contender of the benchmarks of audit and history, on few rows. */
class ContendersTest {

    static {
        System.setProperty("holdfast.benchmarks.rowsPerTenant", "25");
        System.setProperty("holdfast.benchmarks.trackedRows", "40");
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

    /** Opening compares what was kept; more operations than there are rows, so that each table is set back. */
    @ParameterizedTest
    @CsvSource({"insert, 1", "insert, 20", "update, 1", "update, 20"})
    void changeTheSameRows(String work, int rows) throws Exception {
        AuditBenchmark benchmark = new AuditBenchmark();
        benchmark.work = work;
        benchmark.rows = rows;
        benchmark.open();
        for (int i = 0; i < 50; i++) {
            benchmark.prepare();
            List<Callable<Long>> contenders = List.of(
                    benchmark::plain,
                    benchmark::wholeCopies,
                    benchmark::pghistoryStyle,
                    benchmark::audit,
                    benchmark::history,
                    benchmark::both);
            for (Callable<Long> contender : contenders) {
                assertThat(contender.call()).isEqualTo(rows);
            }
        }
        benchmark.close();
    }

    @Test
    void changeAndReadWhateverTheLogHas() throws Exception {
        AuditGrowthBenchmark benchmark = new AuditGrowthBenchmark();
        benchmark.few = 60;
        benchmark.many = 200;
        benchmark.open();
        for (int i = 0; i < 50; i++) {
            assertThat(List.of(benchmark.changeSmall(), benchmark.changeLarge()))
                    .containsOnly(1L);
            assertThat(benchmark.readSmall()).hasSizeBetween(1, GrownLog.PAGE);
            assertThat(benchmark.readLarge()).hasSizeBetween(1, GrownLog.PAGE);
        }
        benchmark.close();
    }

    @Test
    void tellHowMuchTheyWrite() throws Exception {
        try (Superuser unbound = database.superuser()) {
            for (Tracking.Work work : Tracking.Work.values()) {
                List<Double> records = new ArrayList<>();
                for (Trail trail : List.of(Trails.PLAIN, Trails.PGHISTORY_STYLE, Trails.WHOLE_COPIES)) {
                    AuditWalMain.Wal wal = AuditWalMain.measure(database, unbound, trail, work, 10, 30);
                    assertThat(wal.records()).isBetween(100.0, 20_000.0);
                    records.add(wal.records());
                }
                assertThat(records).as(work.name()).isSorted();
            }
        }
    }

    /** One whose triggers keep something else, or nothing. */
    @Test
    void areRefusedWhenTheyKeepOtherRows() throws Exception {
        try (Superuser unbound = database.superuser()) {
            for (String kept : List.of(
                    "select 'insert', id, title || '!' from tracked_wrong order by id desc",
                    "select 'update', id, title from tracked_wrong order by id desc",
                    "select 'insert', id + 1, null::text from tracked_wrong order by id desc",
                    "select 'insert', 1::bigint, null::text where false")) {
                Trail wrong = new Trail() {
                    @Override
                    public String name() {
                        return "wrong";
                    }

                    @Override
                    public void begin(DataSource owner) {}

                    @Override
                    public List<String> kept() {
                        return List.of(kept);
                    }

                    @Override
                    public String stores() {
                        return "";
                    }
                };
                assertThatThrownBy(() -> Tracking.open(database, unbound, wrong, Tracking.Work.INSERT))
                        .hasMessageStartingWith("tracked_wrong should have kept of 1 rows by insert: [");
            }
        }
    }
}
