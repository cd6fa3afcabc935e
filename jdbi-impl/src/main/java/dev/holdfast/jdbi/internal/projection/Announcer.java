package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.jdbi.internal.event.EventStore;
import dev.holdfast.projection.RunningAnnouncements;
import java.time.Duration;

/**
 * Tells other processes of this one's appends, behind their commits and not on their threads: a notification within a transaction would have
 * all commits of the database queue for one lock. Thread-safe.
 */
final class Announcer implements RunningAnnouncements {

    private final EventStore store;
    private final Coordination coordination;
    private final Told told;
    private final String name;
    private final Duration shortest;
    private final Runnable appended = this::appended;
    private final Thread thread;
    private boolean due;
    private boolean closed;

    /**
     * Not begun yet.
     *
     * @param name this process's, by which it knows its own notifications
     * @param shortest the time between two of them, at least
     */
    Announcer(EventStore store, Coordination coordination, Told told, String name, Duration shortest) {
        this.store = store;
        this.coordination = coordination;
        this.told = told;
        this.name = name;
        this.shortest = shortest;
        this.thread = ProjectionRuntime.daemon(this::run, "holdfast-announcements");
    }

    Announcer begin() {
        store.addListener(appended);
        thread.start();
        return this;
    }

    private synchronized void appended() {
        due = true;
        notifyAll();
    }

    private void run() {
        try {
            while (isDue()) {
                try {
                    coordination.announce(name);
                } catch (RuntimeException failure) { // others poll
                    told.unannounced(failure);
                }
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for an append; false once it is closed. */
    private synchronized boolean isDue() throws InterruptedException {
        while (!due && !closed) {
            wait();
        }
        boolean open = !closed;
        due = false;
        return open;
    }

    private synchronized void pause() throws InterruptedException {
        long until = System.nanoTime() + shortest.toNanos();
        for (long left = shortest.toNanos(); left > 0 && !closed; left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }

    @Override
    public void close() {
        store.removeListener(appended);
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }
}
