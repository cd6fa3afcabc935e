package dev.holdfast.benchmarks.projection;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.RunningProjections;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Tells what running projections cost those who append, and how often they look, with events of many tenants: {@code java -cp benchmarks.jar
 * dev.holdfast.benchmarks.projection.TrickleMain [appends a second [seconds a slice [tenants [projections [rounds]]]]]}, 1,000, 4, 2,000, 10
 * and 5 by default. In each round the same load runs once without and once with them.
 */
public final class TrickleMain {

    private static final int[] DEFAULTS = {1_000, 4, 2_000, 10, 5};
    private static final int APPENDING = 4;

    private final JdbiHoldfast holdfast;
    private final int rate;
    private final int seconds;
    private final int tenants;

    private TrickleMain(JdbiHoldfast holdfast, int rate, int seconds, int tenants) {
        this.holdfast = holdfast;
        this.rate = rate;
        this.seconds = seconds;
        this.tenants = tenants;
    }

    public static void main(String[] arguments) throws Exception {
        int[] given = DEFAULTS.clone();
        for (int i = 0; i < arguments.length; i++) {
            given[i] = Integer.parseInt(arguments[i]);
        }
        try (BenchmarkDatabase database = BenchmarkDatabase.start();
                SalesTables tables = new SalesTables(database)) {
            run(database, tables, given);
        }
    }

    static void run(BenchmarkDatabase database, SalesTables tables, int[] given) throws Exception {
        LagRun.prepare(tables);
        tables.run(
                "create table trickled (projection int, tenant_id bigint, events bigint not null, primary key (projection, tenant_id));"
                        + " grant select, insert, update on trickled to public");
        Projection[] projections = new Projection[given[3]];
        for (int i = 0; i < projections.length; i++) {
            projections[i] = counting(i);
        }
        try (SalesNode node =
                new SalesNode(database, ProjectionSettings.with(projections), APPENDING + 2, LagRun.WAY.table())) {
            TrickleMain trickle = new TrickleMain(node.holdfast(), given[0], given[1], given[2]);
            trickle.slice();
            System.out.println(
                    "Appends a second, p50 and p99 of an append in ms: without, with; ratio of p50; polls a second");
            for (int round = 0; round < given[4]; round++) {
                Slice without = trickle.slice();
                long looked = LagRun.looks(tables);
                long begun = System.nanoTime();
                Slice with;
                try (RunningProjections running = node.holdfast().projections().start()) {
                    with = trickle.slice();
                }
                double polls = (LagRun.looks(tables) - looked) / ((System.nanoTime() - begun) / 1e9);
                System.out.println(String.format(
                        Locale.ROOT,
                        "%.0f %.2f %.2f, %.0f %.2f %.2f; %.2f; %.1f",
                        without.appends(),
                        without.waits().median(),
                        without.waits().p99(),
                        with.appends(),
                        with.waits().median(),
                        with.waits().p99(),
                        with.waits().median() / without.waits().median(),
                        polls));
            }
            check(tables, node.holdfast(), projections.length);
        }
    }

    /** Refuses projections that counted something else than there is. */
    private static void check(SalesTables tables, JdbiHoldfast holdfast, int projections) throws Exception {
        try (RunningProjections running = holdfast.projections().start()) {
            while (holdfast.projections().status().stream().anyMatch(status -> status.behind() > 0)) {
                running.wake();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        long right =
                tables.number("select count(*) from (select sum(events) as counted from trickled group by projection) t"
                        + " where counted = (select count(*) from holdfast.events)");
        if (right != projections) {
            throw new IllegalStateException((projections - right) + " projections counted wrong");
        }
    }

    private static Projection counting(int number) {
        return Projection.named("trickle-" + number)
                .acrossTenants("what running projections cost")
                .onBatch(Sold.class, (events, tx) -> ((JdbiTransaction) tx)
                        .handle()
                        .createUpdate(
                                "insert into trickled as t select :number, n.tenant, count(*) from unnest(:tenants) as n (tenant)"
                                        + " group by n.tenant on conflict (projection, tenant_id) do update set events = t.events + excluded.events")
                        .bind("number", number)
                        .bindArray(
                                "tenants",
                                Long.class,
                                events.stream().map(event -> event.tenantId()).toArray())
                        .execute())
                .build();
    }

    /** What one slice showed. */
    private record Slice(double appends, Waits waits) {}

    private Slice slice() throws Exception {
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        ExecutorService appending = Executors.newFixedThreadPool(APPENDING);
        try {
            long begun = System.nanoTime();
            List<Future<Integer>> parts = new ArrayList<>();
            for (int i = 0; i < APPENDING; i++) {
                int number = i;
                Callable<Integer> part = () -> append(number, begun, nanos);
                parts.add(appending.submit(part));
            }
            long appended = 0;
            for (Future<Integer> part : parts) {
                appended += part.get();
            }
            return new Slice(appended / ((System.nanoTime() - begun) / 1e9), Waits.of(nanos));
        } finally {
            appending.shutdownNow();
        }
    }

    private int append(int number, long begun, Collection<Long> nanos) {
        long interval = TimeUnit.SECONDS.toNanos(APPENDING) / rate;
        long end = begun + TimeUnit.SECONDS.toNanos(seconds);
        int appended = 0;
        for (long due = begun + number * interval / APPENDING; due < end && System.nanoTime() < end; due += interval) {
            LagRun.awaitTime(due);
            long tenant = 1 + (appended * (long) APPENDING + number) % tenants;
            long sent = System.nanoTime();
            holdfast.tenant(tenant)
                    .events()
                    .append(
                            StreamId.stream(SalesTables.CATEGORY, "trickle-" + number),
                            ExpectedVersion.any(),
                            new Sold("article-" + appended % SalesTables.ARTICLES, appended % 1_000, SalesTables.NOTE));
            nanos.add(System.nanoTime() - sent);
            appended++;
        }
        return appended;
    }
}
