package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.Events;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a log one after the other. While one of them is handled the next one is read, on another connection. For one thread at
 * a time.
 */
final class Pages {

    /** Reads no page before it is asked for. */
    static final Executor NOTHING_AHEAD = reading -> {
        throw new RejectedExecutionException("one page after the other");
    };

    private final EventSource source;
    private final Supplier<Events> events;
    private final int limit;
    private final Executor reading;
    private @Nullable Ahead ahead;

    /** Those of a source, so many events each; the next one is read by {@code reading}. */
    Pages(EventSource source, Supplier<Events> events, int limit, Executor reading) {
        this.source = source;
        this.events = events;
        this.limit = limit;
        this.reading = reading;
    }

    /** A page that is being read, or was. */
    private record Ahead(Checkpoint after, Checkpoint end, CompletableFuture<EventPage<Object>> page) {}

    /** A page, and up to which event it was read. */
    record Page(EventPage<Object> events, Checkpoint end) {}

    /** The one behind a checkpoint; one that was read ahead may end where {@code end} was then. */
    Page after(Checkpoint checkpoint, Checkpoint end) {
        Page page = taken(checkpoint);
        if (page == null) {
            page = new Page(source.page(events.get(), checkpoint, end, limit), end);
        }
        if (!page.events().caughtUp()) {
            readAhead(page.events().checkpoint(), end);
        }
        return page;
    }

    /** What was read ahead is of no use: the log is read from elsewhere, or may be another one. */
    void forget() {
        ahead = null;
    }

    private @Nullable Page taken(Checkpoint checkpoint) {
        Ahead read = ahead;
        ahead = null;
        if (read == null || !read.after().equals(checkpoint)) {
            return null;
        }
        try {
            return new Page(read.page().join(), read.end());
        } catch (CompletionException failed) {
            return null; // is read again, which says why
        }
    }

    private void readAhead(Checkpoint after, Checkpoint end) {
        try {
            ahead = new Ahead(
                    after,
                    end,
                    CompletableFuture.supplyAsync(() -> source.page(events.get(), after, end, limit), reading));
        } catch (RejectedExecutionException closing) {
            ahead = null;
        }
    }
}
