package dev.holdfast.cqrs;

import dev.holdfast.RetryPolicy;
import dev.holdfast.TenantScope;
import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.Work;
import dev.holdfast.internal.Required;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How often a command's transaction is tried: lost races as the options' policy says, and after some exceptions more, all of them
 * together no more often than it says. Immutable.
 */
record Attempts(TransactionOptions options, List<Class<? extends RuntimeException>> also) {

    Attempts {
        Required.given("commandTransactions", options);
        also = List.copyOf(also);
    }

    <R extends @Nullable Object> R run(TenantScope scope, Work<? super Transaction, R> work) {
        RetryPolicy policy = options.retry();
        int[] begun = {0};
        while (true) {
            try {
                return scope.inTransaction(left(begun[0]), tx -> {
                    begun[0]++;
                    return work.run(tx);
                });
            } catch (RuntimeException e) {
                if (begun[0] >= policy.attempts() || also.stream().noneMatch(each -> each.isInstance(e))) {
                    throw e;
                }
                pause(policy.delayBefore(begun[0] + 1));
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private TransactionOptions left(int begun) {
        RetryPolicy policy = options.retry();
        return begun == 0
                ? options
                : options.retry(new RetryPolicy(policy.attempts() - begun, policy.firstDelay(), policy.maxDelay()));
    }

    private static void pause(Duration bound) {
        long nanos = bound.toNanos();
        if (nanos > 0) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nanos) + 1);
        }
    }
}
