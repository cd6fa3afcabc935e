package dev.holdfast.jdbi.internal.projection;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * By which clock what failed waits for its next try. Thread-safe, as far as the clock is.
 *
 * @param given one that a test sets; null for the server's, and for partitions this process's
 */
record RetryClock(@Nullable Clock given) {

    static final RetryClock REAL = new RetryClock(null);

    /** What passes, counted from anywhere, as by {@code System.nanoTime}. */
    long nanos() {
        return given == null ? System.nanoTime() : TimeUnit.MILLISECONDS.toNanos(given.millis());
    }

    Instant instant() {
        return given == null ? Instant.now() : given.instant();
    }

    /** What the retries of parked streams count from; null for the server's time. */
    @Nullable
    OffsetDateTime now() {
        return given == null ? null : given.instant().atOffset(ZoneOffset.UTC);
    }

    /** Whether the time of a retry has come, which the server says by its own clock. */
    boolean isDue(@Nullable Instant retryAt, boolean byServer) {
        return given == null ? byServer : retryAt != null && !retryAt.isAfter(given.instant());
    }
}
