package dev.holdfast.jdbi.internal.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Told whenever a partition of this process has moved; whoever waits for its projection looks again then. Thread-safe. */
final class Progress {

    private final Map<String, Long> moves = new HashMap<>();

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
