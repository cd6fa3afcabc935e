package dev.holdfast.projection;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Position;
import java.time.Duration;
import java.util.Map;

/** Projections haven't come to a position in time. They go on; whoever waited may wait again, or answer with what there is. */
public final class ProjectionTimeoutException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final transient Position wanted;
    private final transient Map<String, Position> reached;
    private final Duration timeout;

    /**
     * For what waits.
     *
     * @param reached how far each one is that isn't there yet
     */
    public ProjectionTimeoutException(Position wanted, Map<String, Position> reached, Duration timeout) {
        super("After " + timeout.toMillis() + " ms these projections haven't come to " + wanted + ": " + reached
                + ". Wait longer, answer with what there is, or ask projections().status() what holds them up");
        this.wanted = wanted;
        this.reached = Map.copyOf(reached);
        this.timeout = timeout;
    }

    /** What was waited for. */
    public Position wanted() {
        return wanted;
    }

    /** How far the projections are that haven't come there, by their names. */
    public Map<String, Position> reached() {
        return reached;
    }

    /** How long it was waited. */
    public Duration timeout() {
        return timeout;
    }
}
