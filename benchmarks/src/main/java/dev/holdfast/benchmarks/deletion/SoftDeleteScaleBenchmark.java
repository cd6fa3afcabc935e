package dev.holdfast.benchmarks.deletion;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.query.Page;
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
 * What deleted rows cost those who read live ones: a table of which 90 % is deleted, beside one with the same live rows
 * and no others. A page of 50 rows, newest first, at the beginning and somewhere in the middle; and a count by an index.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class SoftDeleteScaleBenchmark {

    /** Of the table with deleted rows. */
    @Param({"1000000"})
    public int rows;

    private Superuser unbound;
    private LiveReads mostlyDeleted;
    private LiveReads noneDeleted;

    /** Makes and fills the tables where they aren't there, and compares what is read with what is stored. */
    @Setup
    public void open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        unbound = database.superuser();
        NoteTables stored = NoteTables.open(database, unbound, rows);
        mostlyDeleted = LiveReads.open(database, stored, Notes.MOSTLY_DELETED);
        noneDeleted = LiveReads.open(database, stored, Notes.NONE_DELETED);
    }

    @Benchmark
    public Page<Note> livePageMostlyDeleted() {
        return mostlyDeleted.page(null);
    }

    @Benchmark
    public Page<Note> livePageNoneDeleted() {
        return noneDeleted.page(null);
    }

    @Benchmark
    public Page<Note> deepLivePageMostlyDeleted() {
        return mostlyDeleted.deepPage();
    }

    @Benchmark
    public Page<Note> deepLivePageNoneDeleted() {
        return noneDeleted.deepPage();
    }

    @Benchmark
    public long liveCountMostlyDeleted() {
        return mostlyDeleted.countOfNextAuthor();
    }

    @Benchmark
    public long liveCountNoneDeleted() {
        return noneDeleted.countOfNextAuthor();
    }

    @TearDown
    public void close() {
        unbound.close();
        mostlyDeleted.close();
        noneDeleted.close();
    }
}
