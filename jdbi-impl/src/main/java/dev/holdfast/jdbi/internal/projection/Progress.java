package dev.holdfast.jdbi.internal.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Told whenever a partition of this process has moved; whoever waits for its projection looks again then. Thread-safe. */
final class Progress {

    private final Map<String, Long> moves = new HashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private int waiting;

    /** Has somebody told whenever one begins to wait. */
    void addListener(Runnable listener) {
        listeners.add(listener);
    }

    void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    /** Whether anybody waits in this process. */
    synchronized boolean isAwaited() {
        return waiting > 0;
    }

    /** How often these have moved in this process. */
    synchronized long moves(Collection<String> projections) {
        long sum = 0;
        for (String projection : projections) {
            sum += moves.getOrDefault(projection, 0L);
        }
        return sum;
    }

    synchronized void moved(String projection) {
        moves.merge(projection, 1L, Long::sum);
        notifyAll();
    }

    /** Counts who waits, until it is closed; where nobody is in a hurry, those who look for events take their time. */
    Waiting waiting() {
        synchronized (this) {
            waiting++;
        }
        listeners.forEach(Runnable::run);
        return this::left;
    }

    private synchronized void left() {
        waiting--;
    }

    /** Somebody waits. */
    @FunctionalInterface
    interface Waiting extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until one of these has moved since, or some time has passed. */
    synchronized void await(Collection<String> projections, long since, Duration longest) throws InterruptedException {
        long until = System.nanoTime() + Math.max(1_000_000, longest.toNanos());
        for (long left = until - System.nanoTime();
                left > 0 && moves(projections) == since;
                left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }
}
