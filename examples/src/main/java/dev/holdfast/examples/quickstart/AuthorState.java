package dev.holdfast.examples.quickstart;

import dev.holdfast.event.Decider;
import dev.holdfast.examples.quickstart.AuthorEvent.CommitMade;
import dev.holdfast.examples.quickstart.AuthorEvent.Joined;
import dev.holdfast.examples.quickstart.AuthorEvent.Thanked;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What an author's events lead to. */
record AuthorState(String name, int commits, int thanks) {

    /** The one command: somebody says thank you. */
    record Thank(String by) {}

    /**
     * A decider.
     *
     * @param read counts the events that it is given
     */
    static Decider<Thank, AuthorState, AuthorEvent> decider(AtomicInteger read) {
        return Decider.of(
                () -> new AuthorState("", 0, 0), (thank, state) -> List.of(new Thanked(thank.by())), (state, event) -> {
                    read.incrementAndGet();
                    return state.after(event);
                });
    }

    private AuthorState after(AuthorEvent event) {
        if (event instanceof Joined joined) {
            return new AuthorState(joined.name(), commits, thanks);
        }
        return event instanceof CommitMade
                ? new AuthorState(name, commits + 1, thanks)
                : new AuthorState(name, commits, thanks + 1);
    }
}
