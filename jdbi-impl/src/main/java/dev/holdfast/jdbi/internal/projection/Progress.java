package dev.holdfast.jdbi.internal.projection;

import java.time.Duration;

/** Told whenever a partition of this process has moved; whoever waits for one looks again then. Thread-safe. */
final class Progress {

    private long moves;

    synchronized long moves() {
        return moves;
    }

    synchronized void moved() {
        moves++;
        notifyAll();
    }

    /** Waits until something has moved since, or some time has passed. */
    synchronized void await(long since, Duration longest) throws InterruptedException {
        if (moves == since) {
            wait(Math.max(1, longest.toMillis()));
        }
    }
}
