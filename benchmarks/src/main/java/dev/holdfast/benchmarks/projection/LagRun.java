package dev.holdfast.benchmarks.projection;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One load: threads append at a fixed rate, whatever the projection does, and for some of the events others wait until they are in the
 * read model, in the process that appends and projects, and in another one.
 */
final class LagRun {

    static final Way WAY = Way.SET_BASED;

    /** What goes on besides. */
    enum Beside {
        NOTHING("nothing else"),
        IDLE_TRANSACTION("an idle transaction that has written elsewhere"),
        ROLLED_BACK("1 % of the appends rolled back");

        final String text;

        Beside(String text) {
            this.text = text;
        }
    }

    private static final int APPENDING = 4;
    private static final int WAITING = 8;
    private static final int CONNECTIONS = APPENDING + WAITING + 2;
    private static final int ROLLED_BACK_EACH = 100;
    private static final int ROLLED_BACK = 5; // one that wouldn't be a sample
    private static final int SAMPLED_EACH = 10;
    private static final int STREAMS = 100;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final BenchmarkDatabase database;
    private final int rate;
    private final Duration duration;
    private final Beside beside;
    private final ConcurrentLinkedQueue<Long> woken = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> elsewhere = new ConcurrentLinkedQueue<>();

    private final AtomicLong last = new AtomicLong();

    private LagRun(BenchmarkDatabase database, int rate, Duration duration, Beside beside) {
        this.database = database;
        this.rate = rate;
        this.duration = duration;
        this.beside = beside;
    }

    /**
     * What was measured.
     *
     * @param appends committed in a second
     * @param polls for events, of all that projections do, in a second
     * @param woken how long the samples waited in the process that appends
     * @param elsewhere the same in another one
     */
    record Lag(double appends, double polls, Waits woken, Waits elsewhere) {}

    /** Makes the read model, unless it is there, and has polls counted in sessions that begin then. */
    static void prepare(SalesTables tables) throws Exception {
        tables.create(WAY.table());
        tables.run(
                "do $$ begin execute format('alter database %I set track_functions = ''pl''', current_database()); end $$");
    }

    static Lag measure(BenchmarkDatabase database, int rate, Duration duration, Beside beside) throws Exception {
        return new LagRun(database, rate, duration, beside).run();
    }

    private Lag run() throws Exception {
        try (SalesTables tables = new SalesTables(database)) {
            long looked = looks(tables);
            long begun = System.nanoTime();
            double appends;
            ProjectionSettings settings = ProjectionSettings.with(WAY.projection());
            try (SalesNode other = new SalesNode(database, settings, WAITING, WAY.table());
                    SalesNode node = new SalesNode(database, settings, CONNECTIONS, WAY.table());
                    RunningProjections running = node.holdfast().projections().start();
                    AutoCloseable ending = begin()) {
                appends = append(node.holdfast(), other.holdfast());
                // the checked read model is to have what nobody waited for, too
                node.holdfast()
                        .projections()
                        .await(BenchmarkDatabase.TENANT, new Position(last.get()), LONG, WAY.projectionName());
            }
            double all = seconds(begun);
            tables.check(WAY.table());
            // sessions tell their counts at the latest when they end
            return new Lag(appends, (looks(tables) - looked) / all, Waits.of(woken), Waits.of(elsewhere));
        }
    }

    /** Returns at a time of {@code System.nanoTime}; at once where it is past. */
    static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** How often projections looked for events until now, as far as ended and idle sessions have told. */
    static long looks(SalesTables tables) throws Exception {
        return tables.number("select coalesce(sum(calls), 0)::bigint from pg_stat_user_functions"
                + " where schemaname = 'holdfast' and funcname = 'safe_position'");
    }

    /** What goes on besides, until it is closed. */
    private AutoCloseable begin() throws Exception {
        if (beside != Beside.IDLE_TRANSACTION) {
            return () -> {};
        }
        var pool = database.pool(Role.SUPERUSER);
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("update articles set rating = rating where id = (select id from articles limit 1)");
        }
        return () -> {
            connection.rollback();
            connection.close();
            pool.close();
        };
    }

    /** How many were committed in a second. */
    private double append(JdbiHoldfast here, JdbiHoldfast there) throws Exception {
        ExecutorService waiting = Executors.newFixedThreadPool(2 * WAITING);
        ExecutorService appending = Executors.newFixedThreadPool(APPENDING);
        try {
            List<Future<Long>> appended = new ArrayList<>();
            ConcurrentLinkedQueue<Future<?>> waits = new ConcurrentLinkedQueue<>();
            long begin = System.nanoTime();
            for (int i = 0; i < APPENDING; i++) {
                int number = i;
                Callable<Long> work = () -> append(number, begin, here, there, waiting, waits);
                appended.add(appending.submit(work));
            }
            long committed = 0;
            for (Future<Long> each : appended) {
                committed += each.get();
            }
            double seconds = seconds(begin);
            for (Future<?> each : waits) {
                each.get();
            }
            return committed / seconds;
        } finally {
            appending.shutdownNow();
            waiting.shutdownNow();
        }
    }

    /** One thread's part, each append at its time, or at once where that is past. */
    private long append(
            int number,
            long begin,
            JdbiHoldfast here,
            JdbiHoldfast there,
            ExecutorService waiting,
            ConcurrentLinkedQueue<Future<?>> waits) {
        long tenant = 1 + number % SalesTables.TENANTS;
        TenantScope scope = here.tenant(tenant);
        long interval = TimeUnit.SECONDS.toNanos(1) * APPENDING / rate;
        long committed = 0;
        // one that can't append so fast ends in time nevertheless
        for (long i = 0; i * interval < duration.toNanos() && System.nanoTime() - begin < duration.toNanos(); i++) {
            long due = begin + i * interval + number * interval / APPENDING;
            awaitTime(due);
            StreamId stream = stream(SalesTables.CATEGORY, "lag-" + number + "-" + i % STREAMS);
            Sold sold =
                    new Sold("article-" + (i * APPENDING + number) % SalesTables.ARTICLES, i % 1_000, SalesTables.NOTE);
            if (beside == Beside.ROLLED_BACK && i % ROLLED_BACK_EACH == ROLLED_BACK) {
                rollBack(scope, stream, sold);
                continue;
            }
            AppendResult result = scope.events().append(stream, ExpectedVersion.any(), sold);
            long returned = System.nanoTime();
            committed++;
            last.accumulateAndGet(result.position().value(), Math::max);
            if (i % SAMPLED_EACH == 0) {
                boolean inProcess = i / SAMPLED_EACH % 2 == 0;
                waits.add(waiting.submit(() -> await(
                        inProcess ? here : there, tenant, result.position(), returned, inProcess ? woken : elsewhere)));
            }
        }
        return committed;
    }

    private static void await(
            JdbiHoldfast in, long tenant, Position position, long since, ConcurrentLinkedQueue<Long> to) {
        in.projections().await(tenant, position, LONG, WAY.projectionName());
        to.add(System.nanoTime() - since);
    }

    private static void rollBack(TenantScope scope, StreamId stream, Sold sold) {
        try {
            scope.inTransaction(tx -> {
                tx.events().append(stream, ExpectedVersion.any(), sold);
                throw new RolledBackException();
            });
        } catch (RolledBackException asWanted) {
            // that is what it is for
        }
    }

    private static final class RolledBackException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
