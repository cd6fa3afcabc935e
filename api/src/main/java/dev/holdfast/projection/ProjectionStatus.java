package dev.holdfast.projection;

import dev.holdfast.event.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a partition of a projection is, as the database knows it, so for all processes.
 *
 * @param serving whether this version's read model is the one that is read
 * @param state what it does
 * @param position up to which it has handled everything, apart from parked streams and from tenants that are behind
 * @param behind how many positions lie between that and the store's last event; not all of them are its events
 * @param rate how many positions it goes on in a second, as measured during the last seconds in which it moved; 0 where it doesn't, or isn't known yet
 * @param lag how old the first event is that it hasn't looked at; zero where there is none
 * @param owner the process that runs it; null where none does
 * @param leasedUntil by the server's clock; null where nobody ever ran it
 * @param busySince since when its handlers have been running, where it is long; else null
 * @param error what stops it; null where nothing does
 * @param failures how often in a row it failed
 * @param parkedStreams how many streams are parked
 * @param tenantsBehind how many tenants are behind the others, paused ones too
 */
public record ProjectionStatus(
        String projection,
        int version,
        int partition,
        boolean serving,
        State state,
        Position position,
        long behind,
        double rate,
        Duration lag,
        @Nullable String owner,
        @Nullable Instant leasedUntil,
        @Nullable Instant busySince,
        @Nullable String error,
        int failures,
        long parkedStreams,
        long tenantsBehind) {

    /** How much of the store lies behind it, from 0 to 1: 1 where it has caught up. */
    public double done() {
        return behind == 0 ? 1 : (double) position.value() / (position.value() + behind);
    }

    /** How long it takes to catch up if it goes on as fast, and nothing comes meanwhile; empty where it doesn't move, or its rate isn't known. */
    public Optional<Duration> remaining() {
        if (behind == 0) {
            return Optional.of(Duration.ZERO);
        }
        return rate > 0 ? Optional.of(Duration.ofMillis((long) (behind / rate * 1_000))) : Optional.empty();
    }

    /** What a partition does. */
    public enum State {
        /** A process runs it. */
        RUNNING,
        /** It is inline and in force: the appends run it, and it is where they are. */
        INLINE,
        /** It is inline and not in force: a process runs it as others, until {@link Projections#serve} puts it in force. */
        CATCHING_UP,
        /** Somebody has paused the projection. */
        PAUSED,
        /** It fails, and is tried again by itself. */
        FAILING,
        /** Its checkpoint doesn't fit the store; it waits for {@link Projections#resume}. */
        MISMATCHED,
        /** No process runs it. */
        UNOWNED
    }
}
