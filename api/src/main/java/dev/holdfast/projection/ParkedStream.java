package dev.holdfast.projection;

import dev.holdfast.event.Position;
import dev.holdfast.event.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose next event a projection couldn't handle. The projection has gone on with other streams; this one's events wait,
 * in their order, from {@link #version} on.
 *
 * @param version of the event that failed; of one that stands still unhandled
 * @param position of the same event
 * @param type its stored name
 * @param error what went wrong at last: the exception's class and message
 * @param attempts how often that event was tried since it was parked, the first try included
 * @param parkedAt by the server's clock
 * @param retryAt when it is tried again by itself; null where only by hand
 */
public record ParkedStream(
        String projection,
        int projectionVersion,
        int partition,
        Object tenantId,
        StreamId stream,
        long version,
        Position position,
        String type,
        String error,
        int attempts,
        Instant parkedAt,
        @Nullable Instant retryAt) {}
