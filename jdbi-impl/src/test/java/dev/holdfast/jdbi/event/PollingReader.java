package dev.holdfast.jdbi.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Session;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.CheckpointMismatchException;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A reader on a thread of its own that polls until it is told to stop, and what it has read by then. */
final class PollingReader implements AutoCloseable {

    private final Follower follower;
    private final Thread thread;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger outages = new AtomicInteger();
    private volatile boolean stopped;

    private PollingReader(Session session, int limit, boolean outagesAllowed) {
        this.follower = new Follower(session, dev.holdfast.event.Checkpoint.START, limit);
        this.thread = new Thread(() -> run(outagesAllowed), "reader");
    }

    /** @param outagesAllowed whether the server may be away now and then */
    static PollingReader of(Session session, int limit, boolean outagesAllowed) {
        PollingReader ledger = new PollingReader(session, limit, outagesAllowed);
        ledger.thread.start();
        return ledger;
    }

    private void run(boolean outagesAllowed) {
        try {
            while (!stopped) {
                try {
                    follower.poll();
                } catch (CheckpointMismatchException lost) {
                    throw lost;
                } catch (HoldfastException outage) {
                    outages.incrementAndGet();
                    if (!outagesAllowed) {
                        throw outage;
                    }
                }
            }
            follower.poll();
        } catch (Throwable thrown) {
            failure.set(thrown);
        }
    }

    /** Reads on until everything is read. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    int outages() {
        return outages.get();
    }

    /** Nothing skipped, nothing twice, nothing out of order: the positions and ids are those that are stored. */
    void check(List<String> stored) {
        assertThat(failure.get()).isNull();
        assertThat(follower.seen().stream()
                        .map(event -> event.position().value() + " " + event.id())
                        .toList())
                .isEqualTo(stored);
        Map<String, Long> versions = new HashMap<>();
        for (RecordedEvent<Object> event : follower.seen()) {
            StreamId stream = event.stream();
            assertThat(versions.put(event.tenantId() + "/" + stream, event.version()))
                    .as("before version %s of %s", event.version(), stream)
                    .isEqualTo(event.version() == 1 ? null : event.version() - 1);
        }
    }
}
