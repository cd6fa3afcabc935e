package dev.holdfast;

import java.time.Duration;

/**
 * Whether a transaction that lost against others (SQLSTATE 40001 and 40P01) is run again. The work runs anew as a
 * whole, so what it does outside the database must bear that. Delays grow twofold from the first to the greatest, each
 * with a random share of up to itself ("full jitter", Marc Brooker, AWS Architecture Blog, 2015).
 *
 * @param attempts how often at most, the first included; at least 1
 * @param firstDelay the bound of the first delay
 * @param maxDelay the bound of every delay
 */
public record RetryPolicy(int attempts, Duration firstDelay, Duration maxDelay) {

    public RetryPolicy {
        if (attempts < 1 || firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("A retry policy needs 1 attempt or more and delays that grow: "
                    + attempts + ", " + firstDelay + ", " + maxDelay);
        }
    }

    /** One attempt: a lost race comes out as its exception. */
    public static RetryPolicy none() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    }

    /** So many attempts, with delays from 10 ms to 1 s. */
    public static RetryPolicy attempts(int attempts) {
        return new RetryPolicy(attempts, Duration.ofMillis(10), Duration.ofSeconds(1));
    }

    /** The bound of the delay before an attempt, counted from 2. */
    public Duration delayBefore(int attempt) {
        int doublings = Math.min(attempt - 2, 30);
        Duration grown = firstDelay.multipliedBy(1L << Math.max(0, doublings));
        return grown.compareTo(maxDelay) > 0 ? maxDelay : grown;
    }
}
