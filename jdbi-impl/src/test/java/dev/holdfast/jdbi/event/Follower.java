package dev.holdfast.jdbi.event;

import dev.holdfast.Session;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;

/** A reader of all streams that goes on from where it stopped, as a subscription does. Used by one thread at a time. */
final class Follower {

    private final Session session;
    private final int limit;
    private final List<RecordedEvent<Object>> seen = new ArrayList<>();
    private Checkpoint after;
    private int polls;

    Follower(Session session, Checkpoint after, int limit) {
        this.session = session;
        this.after = after;
        this.limit = limit;
    }

    /** A reader that begins with what may be read now. */
    static Follower from(Session session) {
        return new Follower(session, session.events().lastCheckpoint(), 100);
    }

    /** Reads until there is no more, and gives the positions of what came. */
    List<Long> poll() {
        int before = seen.size();
        EventPage<Object> page;
        do {
            Checkpoint kept = Checkpoint.parse(after.token());
            LogRead<Object> read = session.events().readAll(kept);
            // Half of them by an end that was found before, as readers that share one do.
            page = (polls++ % 2 == 0 ? read : read.upTo(session.events().lastCheckpoint())).page(limit);
            seen.addAll(page.events());
            after = page.checkpoint();
        } while (!page.caughtUp());
        return seen.subList(before, seen.size()).stream()
                .map(event -> event.position().value())
                .toList();
    }

    List<RecordedEvent<Object>> seen() {
        return seen;
    }

    Checkpoint after() {
        return after;
    }
}
