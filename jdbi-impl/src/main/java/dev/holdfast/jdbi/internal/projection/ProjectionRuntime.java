package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.jdbi.internal.event.EventStore;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.RunningProjections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The projections of this process: one thread looks how far may be read, for all of them, and gives signs of life; a few others
 * step the partitions. Thread-safe.
 */
final class ProjectionRuntime implements RunningProjections {

    /** How many signs of life a lease lasts. */
    private static final int SIGNS = 3;

    private final ProjectionSettings settings;
    private final Coordination coordination;
    private final Scopes scopes;
    private final EventStore store;
    private final Told told;
    private final String node;
    private final PartitionRuns runs;
    private final Map<PartitionId, Worker> workers = new ConcurrentHashMap<>();
    private final ExecutorService executor;

    /** A partition of an outbox mostly waits for the publisher: it has a thread of its own, and takes none from projections. */
    private final ExecutorService waiting;

    /** Reads pages ahead of those that step. */
    private final ExecutorService reading;

    private final Announcer announcer;

    /** Null where nobody listens; then nobody tells either. */
    private final @Nullable Listening listening;

    private final Thread poller;
    private final Runnable waking = this::wake;
    private final Progress progress;
    private final Pace pace;
    private final Object monitor = new Object();
    private boolean woken;
    private volatile boolean closed;
    private volatile long leasedUntil;

    /** When the last sign of life was given, and what was told then; the poller's, once it has begun. */
    private long leased;

    private int share;
    private volatile Checkpoint end = Checkpoint.START;
    private final AtomicBoolean released = new AtomicBoolean();

    ProjectionRuntime(
            ProjectionSettings settings,
            List<Outbox> outboxes,
            Coordination coordination,
            Scopes scopes,
            EventStore store,
            Progress progress,
            @Nullable DataSource notifications) {
        this.settings = settings;
        this.coordination = coordination;
        this.scopes = scopes;
        this.store = store;
        this.progress = progress;
        this.pace = new Pace(settings.shortestPoll(), settings.longestPoll());
        this.told = new Told(settings.listener(), progress);
        this.reading =
                Executors.newFixedThreadPool(settings.threads(), work -> daemon(work, "holdfast-projection-reader"));
        this.runs = new PartitionRuns(settings, outboxes, coordination, scopes, store, told, RetryClock.REAL, reading);
        this.node = runs.node();
        this.announcer = new Announcer(store, coordination, told, node, settings.shortestPoll());
        this.listening = notifications == null ? null : new Listening(notifications, node, this::wake, told);
        this.waiting = Executors.newCachedThreadPool(work -> daemon(work, "holdfast-outbox"));
        this.executor = Executors.newFixedThreadPool(settings.threads(), work -> daemon(work, "holdfast-projection"));
        this.poller = daemon(this::poll, "holdfast-projections");
    }

    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Begins; fails where the database doesn't let it. */
    ProjectionRuntime begin() {
        runs.declare();
        leased = System.nanoTime();
        leasedUntil = leased + settings.lease().toNanos();
        share = coordination.lease(node, settings.projections(), settings.lease());
        store.addListener(waking);
        progress.addListener(waking);
        if (listening != null) {
            announcer.begin();
            listening.begin();
        }
        poller.start();
        return this;
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public void wake() {
        synchronized (monitor) {
            woken = true;
            monitor.notifyAll();
        }
    }

    /** A partition, and whether it is in the queue. */
    private final class Worker implements Runnable {

        final PartitionRun run;
        final AtomicBoolean queued = new AtomicBoolean();
        volatile boolean leaving;
        volatile boolean stepping;
        volatile boolean requested;
        private long slowAt;

        Worker(PartitionRun run) {
            this.run = run;
        }

        void schedule() {
            requested = true;
            if (!closed && queued.compareAndSet(false, true)) {
                try {
                    (runs.isOutbox(run.id()) ? waiting : executor).execute(this);
                } catch (RejectedExecutionException closing) {
                    queued.set(false);
                }
            }
        }

        @Override
        public void run() {
            stepping = true;
            requested = false;
            boolean more = false;
            long begun = System.nanoTime();
            try {
                more = !closed && !leaving && run.step(end);
                if (!more && !runs.isOutbox(run.id())) {
                    pace.worked(Duration.ofNanos(System.nanoTime() - begun));
                }
            } finally {
                stepping = false;
                queued.set(false);
            }
            if (more || requested) {
                schedule();
            }
        }

        /** Tells of handlers that take long, and again each time that takes twice as long. */
        void watch(long now) {
            long since = run.busySince();
            if (since == 0) {
                slowAt = 0;
                return;
            }
            Duration busy = Duration.ofNanos(now - since);
            long longest = Math.max(slowAt, settings.longestPoll().toNanos() * 2);
            UUID token = run.token();
            if (busy.toNanos() > longest && token != null) {
                slowAt = busy.toNanos() * 2;
                told.slow(run.id(), busy);
                coordination.report(token, null, busy, false);
            }
        }
    }

    private void poll() {
        long looked = leased - settings.longestPoll().toNanos();
        while (!closed) {
            long now = System.nanoTime();
            try {
                boolean sign = now - leased >= settings.lease().toNanos() / SIGNS;
                if (sign) {
                    share = coordination.lease(node, settings.projections(), settings.lease());
                    leased = now;
                }
                if (sign || now - looked >= settings.longestPoll().toNanos()) {
                    looked = now;
                    follow(coordination.held(node));
                }
                // behind that, so that a process that was frozen knows first what it has lost
                leasedUntil = leased + settings.lease().toNanos();
                boolean found = lookForEvents();
                workers.values().forEach(worker -> worker.watch(System.nanoTime()));
                pace.looked(found);
            } catch (Throwable failure) {
                told.unpolled(failure);
                pace.failed();
            }
            rest(now);
        }
    }

    private boolean lookForEvents() {
        Checkpoint before = end;
        Checkpoint now = scopes.acrossTenants().apply("projections").events().lastCheckpoint();
        boolean found = !now.equals(before);
        end = now;
        workers.values().forEach(Worker::schedule);
        return found;
    }

    /** Waits for the pause's end; whoever wakes it ends the pause, but for the shortest, which only who waits for a projection ends. */
    private void rest(long begun) {
        long shortest = begun + settings.shortestPoll().toNanos();
        long earliest = begun + pace.least().toNanos();
        // a lease goes on being renewed, however rare polls are
        long latest = begun + Math.min(pace.pause().toNanos(), settings.lease().toNanos() / SIGNS);
        synchronized (monitor) {
            try {
                while (!closed) {
                    long now = System.nanoTime();
                    long until = !woken ? latest : progress.isAwaited() ? shortest : Math.min(earliest, latest);
                    if (now - until >= 0) {
                        break;
                    }
                    monitor.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - now)));
                }
            } catch (InterruptedException e) {
                closed = true;
            }
            woken = false;
        }
    }

    private void follow(List<Held> held) {
        Map<PartitionId, Held> now = new HashMap<>();
        held.forEach(each -> now.put(each.id(), each));
        workers.values().removeIf(worker -> {
            boolean gone = !now.containsKey(worker.run.id());
            if (gone) {
                worker.leaving = true;
                worker.run.lose();
                told.lost(worker.run.id());
            }
            return gone;
        });
        for (Held each : held) {
            Worker worker = workers.get(each.id());
            if (worker == null) {
                worker = new Worker(runs.of(each, () -> System.nanoTime() - leasedUntil < 0));
                workers.put(each.id(), worker);
                told.taken(each.id());
            }
            worker.leaving &= held.size() > share; // one that leaves isn't begun again before it was given back
            worker.run.refreshIfOther(each);
            worker.schedule();
        }
        handOver();
    }

    /** Other processes have come: gives back what is above this one's share, and idle. */
    private void handOver() {
        List<Worker> idle = new ArrayList<>(workers.values());
        idle.sort(Comparator.comparing(worker -> worker.stepping));
        for (Worker worker : idle.subList(0, Math.max(0, workers.size() - share))) {
            worker.leaving = true;
            UUID token = worker.run.token();
            if (token != null && !worker.stepping) {
                workers.remove(worker.run.id());
                coordination.release(node, token);
                told.lost(worker.run.id());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        store.removeListener(waking);
        progress.removeListener(waking);
        wake();
        announcer.close();
        if (listening != null) {
            listening.close();
        }
        executor.shutdown();
        waiting.shutdown();
        try {
            poller.join(settings.lease().toMillis());
            if (!executor.awaitTermination(settings.lease().toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
            if (!waiting.awaitTermination(leasedUntil - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                waiting.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            waiting.shutdownNow();
            Thread.currentThread().interrupt();
        }
        reading.shutdown();
        if (released.compareAndSet(false, true)) {
            coordination.release(node);
        }
    }
}
