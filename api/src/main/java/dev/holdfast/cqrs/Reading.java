package dev.holdfast.cqrs;

import dev.holdfast.Holdfast;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Position;
import dev.holdfast.query.Query;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where queries read, and how they wait there. Immutable.
 *
 * @param replica null for the primary
 * @param projectionWait null where no query reads a projection
 */
record Reading(@Nullable Holdfast replica, @Nullable PositionWait projectionWait, TransactionOptions options) {

    private static final long SHORTEST_PAUSE = 2;
    private static final long LONGEST_PAUSE = 50;

    /** Returns once what the query reads is at least there. On a replica a projection that is there has brought its events along. */
    void await(CqrsScope scope, Reads reads, AtLeast atLeast) {
        Position position = atLeast.position();
        if (position.equals(Position.START)) {
            return;
        }
        List<String> projections = reads.projections();
        if (projectionWait != null && !projections.isEmpty()) {
            projectionWait.await(scope.tenantId(), position, atLeast.timeout(), projections.toArray(String[]::new));
        } else if (replica != null) {
            awaitEvent(scope, position, atLeast.timeout());
        }
    }

    /** What commands write themselves is there together with their events. */
    private static void awaitEvent(CqrsScope scope, Position position, Duration timeout) {
        Query<Position> event = HandledCommands.event(position);
        long end = System.nanoTime() + timeout.toNanos();
        long pause = SHORTEST_PAUSE;
        while (scope.reader().list(event).isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new ReplicaBehindException(position, timeout);
            }
            try {
                Thread.sleep(Math.min(pause, left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HoldfastException("The wait for the replica was interrupted", e);
            }
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
    }
}
