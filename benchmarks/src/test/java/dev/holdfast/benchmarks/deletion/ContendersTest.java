package dev.holdfast.benchmarks.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Plan;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.query.Page;
import dev.holdfast.query.Query;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every contender of the benchmarks of soft delete, on few rows. */
class ContendersTest {

    private static final int ROWS = 40_000;

    static {
        System.setProperty("holdfast.benchmarks.rowsPerTenant", "25");
        System.setProperty("holdfast.benchmarks.authors", "3");
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

    /** Opening compares the rows; more turns than there are authors, so that their rows are set back once. */
    @ParameterizedTest
    @CsvSource({"delete, 1, 1", "cascade, 101, 1", "restore, 101, 1"})
    void hideTheSameRows(String work, long rows, long named) throws Exception {
        SoftDeleteBenchmark benchmark = new SoftDeleteBenchmark();
        benchmark.work = work;
        benchmark.open();
        for (int i = 0; i < 4; i++) {
            benchmark.prepare();
            assertThat(List.of(
                            benchmark.holdfast(),
                            benchmark.holdfastSqlObject(),
                            benchmark.rawJdbcBare(),
                            benchmark.rawJdbcDeletedAtOnly(),
                            benchmark.jdbiTransaction()))
                    .containsOnly(rows);
            assertThat(benchmark.holdfastPlainSql())
                    .as("the triggers' rows aren't counted")
                    .isEqualTo(named);
        }
        benchmark.close();
    }

    @Test
    void areRefusedWhenTheyHideOtherRows() throws Exception {
        try (Superuser unbound = database.superuser()) {
            History history = History.open(database, unbound, "plain", History.Kind.PLAIN);
            List<UUID> commits = history.ids(true);
            try (RawHiding raw = new RawHiding(database, history, History.Kind.PLAIN)) {
                Hiding wrong = new Hiding() {
                    @Override
                    public long deleteCommit(UUID id) throws Exception {
                        return raw.deleteCommit(commits.get(id.equals(commits.get(0)) ? 1 : 0));
                    }

                    @Override
                    public long deleteAuthor(UUID id) {
                        return 0;
                    }

                    @Override
                    public long restoreAuthor(UUID id, UUID deletion) {
                        return 1;
                    }

                    @Override
                    public void close() {}
                };
                assertThatThrownBy(() -> HidingTurns.open(HidingTurns.Work.DELETE, history, wrong))
                        .hasMessageContaining("on plain_authors left deleted: 0 authors, 1 commits, 1 deletions");
                assertThatThrownBy(() -> HidingTurns.open(HidingTurns.Work.CASCADE, history, wrong))
                        .hasMessage("Nothing was there to CASCADE");
                assertThatThrownBy(() -> HidingTurns.open(HidingTurns.Work.RESTORE, history, wrong))
                        .hasMessageContaining("left deleted: 3 authors, 300 commits, 3 deletions, and should leave 2");
            }
        }
    }

    /** What the bare tables are beside Holdfast's: the same but for triggers, checks and keys. */
    @Test
    void meetTablesThatDifferByTheGuardAlone() throws Exception {
        try (Superuser unbound = database.superuser()) {
            History.open(database, unbound, "own", History.Kind.HOLDFAST);
            History.open(database, unbound, "bare", History.Kind.BARE);
            for (String table : List.of("authors", "commits")) {
                for (String shape : List.of(
                        "select attname, format_type(atttypid, atttypmod), attnotnull, attgenerated from pg_attribute"
                                + " where attrelid = '%s'::regclass and attnum > 0 order by attnum",
                        "select regexp_replace(pg_get_indexdef(indexrelid), 'INDEX .* USING', '') from pg_index"
                                + " where indrelid = '%s'::regclass order by 1",
                        "select polname, polpermissive, polcmd, pg_get_expr(polqual, polrelid),"
                                + " pg_get_expr(polwithcheck, polrelid) from pg_policy where polrelid = '%s'::regclass"
                                + " and polname not in ('holdfast_purge', 'holdfast_owner') order by 1",
                        "select relrowsecurity, relforcerowsecurity, reloptions from pg_class where oid = '%s'::regclass")) {
                    assertThat(rows(unbound, shape.formatted("bare_" + table)))
                            .isNotEmpty()
                            .isEqualTo(rows(unbound, shape.formatted("own_" + table)));
                }
                assertThat(rows(
                                unbound,
                                "select tgname from pg_trigger where tgrelid = 'bare_" + table + "'::regclass"))
                        .isEmpty();
            }
        }
    }

    @Test
    void readTheLiveRowsOfBothTables() throws Exception {
        SoftDeleteScaleBenchmark benchmark = new SoftDeleteScaleBenchmark();
        benchmark.rows = ROWS;
        benchmark.open();
        Page<Note> page = benchmark.livePageMostlyDeleted();
        assertThat(page.items())
                .hasSize(LiveReads.PAGE)
                .allMatch(note -> note.tenantId() == BenchmarkDatabase.TENANT)
                .isEqualTo(benchmark.livePageNoneDeleted().items());
        assertThat(benchmark.deepLivePageMostlyDeleted().items())
                .hasSize(LiveReads.PAGE)
                .isEqualTo(benchmark.deepLivePageNoneDeleted().items())
                .isNotEqualTo(page.items());
        assertThat(benchmark.liveCountMostlyDeleted())
                .isEqualTo(benchmark.liveCountNoneDeleted())
                .isEqualTo(NoteTables.LIVE_BY_AUTHOR);
        benchmark.close();
    }

    /** As the application's role, behind row-level security, with a plan for these values and one for any. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    @DisplayName("SD-9 the partial indexes serve pages and counts, whatever the plan is made for")
    void useThePartialIndexes(String mode) throws Exception {
        try (Superuser unbound = database.superuser()) {
            NoteTables stored = NoteTables.open(database, unbound, ROWS);
            for (Notes table : List.of(Notes.MOSTLY_DELETED, Notes.NONE_DELETED)) {
                try (LiveReads reads = LiveReads.open(database, stored, table)) {
                    List<String> plans = reads.queries().stream()
                            .map(query -> plan(query, mode))
                            .toList();
                    assertThat(plans.get(0)).contains("using " + table.name() + "_created_at_id_idx");
                    assertThat(plans.get(1)).contains("using " + table.name() + "_created_at_id_idx");
                    assertThat(plans.get(2)).contains("using " + table.name() + "_author_id_created_at_idx");
                    assertThat(plans).noneMatch(plan -> plan.contains("Sort") || plan.contains("Seq Scan"));
                }
            }
        }
    }

    private static String plan(Query<?> query, String mode) {
        try {
            return Plan.of(database, query, mode, parameter -> String.valueOf(parameter.value()));
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(query.toSql(), e);
        }
    }

    private static List<String> rows(Superuser unbound, String query) throws Exception {
        try (Connection connection = unbound.connection();
                Statement statement = connection.createStatement()) {
            return rows(statement, query);
        }
    }

    private static List<String> rows(Statement statement, String query) throws java.sql.SQLException {
        List<String> rows = new java.util.ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(result.getString(i)).append(i < columns ? " | " : "");
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }
}
