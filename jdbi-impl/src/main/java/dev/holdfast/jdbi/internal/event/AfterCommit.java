package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.EventRunner;
import java.util.function.Consumer;

/** Runs what may wait until a session has committed, and may fail without any harm to the session. */
@FunctionalInterface
public interface AfterCommit {

    /**
     * Runs it with the events of a session of the same kind: at once where what was sent is committed already.
     *
     * @param failed told what it has thrown
     */
    void run(Consumer<EventRunner> then, Consumer<RuntimeException> failed);
}
