package dev.holdfast.examples.quickstart;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.TenantScope;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.examples.quickstart.AuthorEvent.Thanked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that append at the same time, each transaction taking a moment between append and commit and every fifth rolled
 * back, while a reader follows.
 */
final class Rush {

    static final int WRITERS = 3;
    private static final int APPENDS = 50;
    private static final int ROLLED_BACK = 5;
    /** How many events there are then. */
    static final int KEPT = WRITERS * (APPENDS - APPENDS / ROLLED_BACK);

    private static final long MOMENT = 4_000_000;
    private static final long POLL = 20_000_000;

    private static final class RollBack extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final TenantScope tenant;
    private final Set<UUID> committed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger rolledBack = new AtomicInteger();
    private final Set<UUID> read = new HashSet<>();
    private final Map<StreamId, Long> versions = new HashMap<>();
    private Checkpoint last;
    private Position highest;
    private int pages;
    private int outOfOrder;
    private String took = "";

    Rush(TenantScope tenant) {
        this.tenant = tenant;
        this.last = tenant.events().lastCheckpoint();
        this.highest = last.position();
    }

    void run() throws Exception {
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 1; i <= WRITERS; i++) {
                StreamId own = stream("guest-book", i);
                writers.add(threads.submit((Callable<Void>) () -> write(own)));
            }
            while (!writers.stream().allMatch(Future::isDone)) {
                if (follow()) {
                    LockSupport.parkNanos(POLL);
                }
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            took = Screen.since(start);
        } finally {
            threads.shutdownNow();
        }
        boolean caughtUp = false;
        while (!caughtUp) {
            caughtUp = follow();
        }
    }

    private Void write(StreamId own) {
        for (int i = 1; i <= APPENDS; i++) {
            NewEvent event = NewEvent.of(new Thanked("guest " + i));
            boolean gone = i % ROLLED_BACK == 0;
            try {
                tenant.useTransaction(tx -> {
                    tx.events().append(own, ExpectedVersion.any(), event);
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOMENT));
                    if (gone) {
                        throw new RollBack();
                    }
                });
                committed.add(event.id());
            } catch (RollBack asMeant) {
                rolledBack.incrementAndGet();
            }
        }
        return null;
    }

    // region:follow
    /** Reads on; true where there is nothing more for now. */
    private boolean follow() {
        EventPage<Object> page = tenant.events().readAll(last).page(1000);
        page.events().forEach(this::check);
        last = page.checkpoint(); // last.token() is to be kept, where a program stops and goes on
        pages += page.events().isEmpty() ? 0 : 1;
        return page.caughtUp();
    }
    // endregion:follow

    private void check(RecordedEvent<?> event) {
        if (event.position().compareTo(highest) <= 0) {
            outOfOrder++;
        }
        highest = event.position();
        long expected = versions.merge(event.stream(), 1L, Long::sum);
        if (event.version() != expected || !read.add(event.id())) {
            outOfOrder++;
        }
    }

    int committed() {
        return committed.size();
    }

    int rolledBack() {
        return rolledBack.get();
    }

    int read() {
        return read.size();
    }

    int skipped() {
        return (int) committed.stream().filter(id -> !read.contains(id)).count();
    }

    int outOfOrder() {
        return outOfOrder;
    }

    int pages() {
        return pages;
    }

    String took() {
        return took;
    }
}
