package dev.holdfast.benchmarks.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every contender once, on a small table: a benchmark that rots is noticed by the build. */
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

    @Test
    void readTheRowsThatAreStored() throws Exception {
        TenantReadBenchmark benchmark = new TenantReadBenchmark();
        benchmark.open();
        assertThat(List.of(
                        benchmark.holdfast(),
                        benchmark.rawJdbcNoTenant(),
                        benchmark.rawJdbcPipelined(),
                        benchmark.rawJdbcTransaction(),
                        benchmark.jdbiTransaction()))
                .doesNotHaveDuplicates()
                .allMatch(article -> article.tenantId() == BenchmarkDatabase.TENANT);
        benchmark.close();
    }

    @Test
    void spendOnTheSameRead() throws Exception {
        ClientCostBenchmark benchmark = new ClientCostBenchmark();
        benchmark.open();
        assertThat(benchmark.holdfastStatementKept()).isEqualTo(benchmark.holdfastStatementKept());
        assertThat(List.of(
                        benchmark.holdfast(), benchmark.rawJdbc(), benchmark.plainJdbi(), benchmark.jdbiTransaction()))
                .doesNotHaveDuplicates();
        assertThat(benchmark.renderOnly()).startsWith("select articles.id, ").contains("articles.tenant_id = ?");
        benchmark.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void writeTheRowsThatTheyAreGiven(int rows) throws Exception {
        InsertBenchmark benchmark = new InsertBenchmark();
        benchmark.rows = rows;
        benchmark.open();
        benchmark.empty();
        benchmark.holdfast();
        benchmark.rawJdbcValues();
        benchmark.rawJdbcUnnest();
        benchmark.rawJdbcBatch();
        benchmark.jdbiBatch();
        benchmark.close();
        try (Superuser unbound = database.superuser()) {
            assertThat(new Check(unbound).count()).isEqualTo(5L * rows);
        }
    }

    @Test
    void areRefusedWhenTheyReadWrongly() throws Exception {
        try (Superuser unbound = database.superuser()) {
            Ids ids = Ids.load(unbound);
            Batch batch = new Batch(1);
            assertThatThrownBy(() -> new Check(unbound)
                            .reads("x", ids, id -> batch.next().get(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("x read");
            assertThatThrownBy(() -> new Check(unbound).writes("y", batch, articles -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("y wrote 0 rows of 1");
        }
    }

    /** The fence that the contenders with a tenant stand behind: a foreign row isn't there for them. */
    @Test
    void seeNoOtherTenantsRows() throws Exception {
        try (Superuser unbound = database.superuser();
                HoldfastReads holdfast = new HoldfastReads(database);
                RawReads raw = new RawReads(database)) {
            UUID foreign = unbound.ids("select id from articles where tenant_id = 2 limit 1")
                    .get(0);
            assertThatThrownBy(() -> holdfast.byId(foreign)).hasMessageContaining("articles");
            assertThatThrownBy(() -> raw.pipelined(foreign)).hasMessage("no row");
        }
    }
}
