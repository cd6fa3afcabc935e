package dev.holdfast;

import dev.holdfast.internal.Required;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction runs. Immutable: each modifier returns another value. Nothing of it outlives the transaction.
 *
 * @param isolation what it sees of others; null for the server's default
 * @param readOnly true where PostgreSQL refuses writes
 * @param statementTimeout how long a statement may take; null for the server's default
 * @param lockTimeout how long a lock is waited for
 * @param idleTimeout how long the transaction may be idle between statements before the server ends it
 * @param retry whether a lost race is run again
 */
public record TransactionOptions(
        @Nullable Isolation isolation,
        boolean readOnly,
        @Nullable Duration statementTimeout,
        @Nullable Duration lockTimeout,
        @Nullable Duration idleTimeout,
        RetryPolicy retry) {

    private static final TransactionOptions DEFAULTS =
            new TransactionOptions(null, false, null, null, null, RetryPolicy.none());

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    public TransactionOptions {
        Required.given("retry", retry, "say RetryPolicy.none()");
        check(statementTimeout, "statementTimeout");
        check(lockTimeout, "lockTimeout");
        check(idleTimeout, "idleTimeout");
    }

    private static void check(@Nullable Duration timeout, String name) {
        if (timeout != null && (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(name + " is at least 1 ms and at most 24 days, not " + timeout);
        }
    }

    /** The server's defaults, without retries. */
    public static TransactionOptions defaults() {
        return DEFAULTS;
    }

    /** The same options with an isolation level, sent as {@code set transaction isolation level …}. */
    public TransactionOptions isolation(Isolation level) {
        return new TransactionOptions(level, readOnly, statementTimeout, lockTimeout, idleTimeout, retry);
    }

    /** The same options for a transaction in which PostgreSQL refuses writes. */
    public TransactionOptions asReadOnly() {
        return new TransactionOptions(isolation, true, statementTimeout, lockTimeout, idleTimeout, retry);
    }

    /** Each statement may take so long. */
    public TransactionOptions statementTimeout(Duration timeout) {
        return new TransactionOptions(isolation, readOnly, timeout, lockTimeout, idleTimeout, retry);
    }

    /** A lock is waited for so long. */
    public TransactionOptions lockTimeout(Duration timeout) {
        return new TransactionOptions(isolation, readOnly, statementTimeout, timeout, idleTimeout, retry);
    }

    /** The transaction may be idle so long between statements. */
    public TransactionOptions idleTimeout(Duration timeout) {
        return new TransactionOptions(isolation, readOnly, statementTimeout, lockTimeout, timeout, retry);
    }

    /** A lost race is run again. */
    public TransactionOptions retry(RetryPolicy policy) {
        return new TransactionOptions(isolation, readOnly, statementTimeout, lockTimeout, idleTimeout, policy);
    }
}
