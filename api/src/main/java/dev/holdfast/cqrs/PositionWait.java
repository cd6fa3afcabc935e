package dev.holdfast.cqrs;

import dev.holdfast.event.Position;
import java.time.Duration;

/** Waits for projections; {@code holdfast.projections()::await} is one. Called by several threads at once. */
@FunctionalInterface
public interface PositionWait {

    /**
     * Waits until projections have handled a tenant's events up to a position.
     *
     * @param projections names, at least one
     * @throws dev.holdfast.projection.ProjectionTimeoutException where they haven't by then
     * @throws dev.holdfast.projection.StreamParkedException at once, where the position is an event of a parked stream
     */
    void await(Object tenantId, Position position, Duration timeout, String... projections);
}
