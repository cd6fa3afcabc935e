package dev.holdfast.benchmarks.deletion;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * Rows of one tenant hidden and brought back, durable when the call returns: one row, a row and a hundred that go with
 * it, and these restored. Each contender has tables of its own with the same rows, and another row for each operation;
 * what puts rows back for the next turn isn't measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class SoftDeleteBenchmark {

    @Param({"delete", "cascade", "restore"})
    public String work;

    private Superuser unbound;
    private HidingTurns holdfast;
    private HidingTurns holdfastSqlObject;
    private HidingTurns holdfastPlainSql;
    private HidingTurns rawJdbcBare;
    private HidingTurns rawJdbcDeletedAtOnly;
    private HidingTurns jdbiTransaction;
    private List<HidingTurns> all;

    /** Makes the contenders and their tables, and compares what each leaves with what it should. */
    @Setup
    public void open() throws Exception {
        HidingTurns.Work kind = HidingTurns.Work.valueOf(work.toUpperCase(Locale.ROOT));
        BenchmarkDatabase database = BenchmarkDatabase.current();
        unbound = database.superuser();
        History own = History.open(database, unbound, "own", History.Kind.HOLDFAST);
        holdfast = HidingTurns.open(kind, own, new HoldfastHiding(database, own));
        History dao = History.open(database, unbound, "dao", History.Kind.HOLDFAST);
        holdfastSqlObject = HidingTurns.open(kind, dao, new SqlObjectHiding(database, dao));
        History sql = History.open(database, unbound, "sql", History.Kind.HOLDFAST);
        holdfastPlainSql = HidingTurns.open(kind, sql, new RawHiding(database, sql, History.Kind.HOLDFAST));
        History bare = History.open(database, unbound, "bare", History.Kind.BARE);
        rawJdbcBare = HidingTurns.open(kind, bare, new RawHiding(database, bare, History.Kind.BARE));
        History plain = History.open(database, unbound, "plain", History.Kind.PLAIN);
        rawJdbcDeletedAtOnly = HidingTurns.open(kind, plain, new RawHiding(database, plain, History.Kind.PLAIN));
        History usual = History.open(database, unbound, "usual", History.Kind.BARE);
        jdbiTransaction = HidingTurns.open(kind, usual, new JdbiHiding(database, usual));
        all = List.of(
                holdfast, holdfastSqlObject, holdfastPlainSql, rawJdbcBare, rawJdbcDeletedAtOnly, jdbiTransaction);
    }

    /** Only who has come to the end of his rows has something to do. */
    @Setup(Level.Invocation)
    public void prepare() throws Exception {
        for (HidingTurns turns : all) {
            turns.prepare();
        }
    }

    @Benchmark
    public long holdfast() throws Exception {
        return holdfast.run();
    }

    /** By a SqlObject that extends {@code SoftDeletes}, in a transaction. */
    @Benchmark
    public long holdfastSqlObject() throws Exception {
        return holdfastSqlObject.run();
    }

    /** Plain SQL on Holdfast's tables, pipelined: one update of {@code deleted_at}, whose triggers do the rest. */
    @Benchmark
    public long holdfastPlainSql() throws Exception {
        return holdfastPlainSql.run();
    }

    /** Begin, tenant, updates and commit in one execution, on tables without triggers and soft foreign keys. */
    @Benchmark
    public long rawJdbcBare() throws Exception {
        return rawJdbcBare.run();
    }

    /** The same on tables that have {@code deleted_at} and nothing else of it. */
    @Benchmark
    public long rawJdbcDeletedAtOnly() throws Exception {
        return rawJdbcDeletedAtOnly.run();
    }

    /** By JDBI in a transaction, a statement for each table; on tables as {@link #rawJdbcBare}'s. */
    @Benchmark
    public long jdbiTransaction() throws Exception {
        return jdbiTransaction.run();
    }

    @TearDown
    public void close() throws Exception {
        for (HidingTurns turns : all) {
            turns.close();
        }
        unbound.close();
    }
}
