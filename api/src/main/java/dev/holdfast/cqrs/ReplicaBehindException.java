package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Position;
import java.time.Duration;

/** The replica on which a query was to read hasn't got an event in time. It goes on; whoever waited may wait again. */
public final class ReplicaBehindException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final transient Position wanted;
    private final Duration timeout;

    ReplicaBehindException(Position wanted, Duration timeout) {
        super("After " + timeout.toMillis() + " ms the replica hasn't got the event at " + wanted
                + ": wait longer, or see in pg_stat_replication what holds it up");
        this.wanted = wanted;
        this.timeout = timeout;
    }

    /** What was waited for. */
    public Position wanted() {
        return wanted;
    }

    /** How long it was waited. */
    public Duration timeout() {
        return timeout;
    }
}
