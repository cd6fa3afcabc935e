package dev.holdfast.benchmarks.projection;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import java.util.ArrayList;
import java.util.List;
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
 * One event appended, and a row of a read model that counts it: by an inline projection, and by hand in one transaction. Beside
 * them the append alone. Each in a database of its own. For one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class InlineBenchmark {

    private static final String TABLE = Way.ONE_BY_ONE.table();
    private static final String ADD =
            Sales.adding(TABLE, "values (cast(current_setting('holdfast.tenant_id') as bigint), :article, 1, :cents)");

    private final List<SalesTables> all = new ArrayList<>();
    private SalesNode inline;
    private SalesNode byHand;
    private SalesNode alone;
    private int next;

    /** Has each contender append once, and compares what they made of it. */
    @Setup
    public void open() throws Exception {
        Projection projection = Way.ONE_BY_ONE
                .handling(Projection.named(Way.ONE_BY_ONE.projectionName()).inline())
                .build();
        inline = node("inline", ProjectionSettings.with(projection));
        inline.holdfast().projections().serve(projection.name(), projection.version());
        byHand = node("by_hand", ProjectionSettings.with());
        alone = node("alone", ProjectionSettings.with());
        inline();
        byHand();
        alone();
        check();
    }

    private SalesNode node(String name, ProjectionSettings settings) throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current().copy("inline_" + name);
        SalesTables tables = new SalesTables(database);
        all.add(tables);
        tables.create(TABLE);
        return new SalesNode(database, settings, 1, TABLE);
    }

    /** Refuses contenders that made something else of the events. */
    void check() throws Exception {
        all.get(0).check(TABLE);
        all.get(1).check(TABLE);
    }

    private long append(Events events, Sold sold) {
        return events.append(new StreamId(SalesTables.CATEGORY, sold.article()), ExpectedVersion.any(), sold)
                .position()
                .value();
    }

    private Sold sold() {
        next = (next + 1) % SalesTables.ARTICLES;
        return new Sold("article-" + next, next, SalesTables.NOTE);
    }

    @Benchmark
    public long inline() {
        return append(inline.holdfast().tenant(BenchmarkDatabase.TENANT).events(), sold());
    }

    @Benchmark
    public long byHand() {
        Sold sold = sold();
        return byHand.holdfast().tenant(BenchmarkDatabase.TENANT).inTransaction(tx -> {
            long position = append(tx.events(), sold);
            ((JdbiTransaction) tx)
                    .handle()
                    .createUpdate(ADD)
                    .bind("article", sold.article())
                    .bind("cents", sold.cents())
                    .execute();
            return position;
        });
    }

    @Benchmark
    public long alone() {
        return append(alone.holdfast().tenant(BenchmarkDatabase.TENANT).events(), sold());
    }

    @TearDown
    public void close() {
        inline.close();
        byHand.close();
        alone.close();
        all.forEach(SalesTables::close);
    }
}
