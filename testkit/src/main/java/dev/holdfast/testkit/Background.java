package dev.holdfast.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Work that goes on while the test does something else: each piece on a daemon thread of its own, begun at once.
 * {@code CompletableFuture.supplyAsync} doesn't promise that. It takes the common pool, which has one thread on a
 * machine of two processors (always, since JDK 25), and there work that waits for a lock keeps all other work back, also
 * that which would free the lock.
 *
 * <pre>{@code
 * var waiting = Background.call(() -> accounts.withdraw(id, 10)); // waits for our row lock
 * tx.rollback();
 * assertThat(waiting.get(20, SECONDS)).isEqualTo(90);
 * }</pre>
 */
public final class Background {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Background() {}

    /** Begins {@code work}; the future has what it returns, or throws. Can be called by any thread. */
    public static <T extends @Nullable Object> CompletableFuture<T> call(Callable<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(work.call());
                    } catch (Throwable e) {
                        // as supplyAsync has it: who joins gets one with the stack of both threads
                        outcome.completeExceptionally(new CompletionException(e));
                    }
                },
                "background-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    /** As {@link #call}, for work that returns nothing. */
    public static CompletableFuture<@Nullable Void> run(Runnable work) {
        return call(() -> {
            work.run();
            return null;
        });
    }
}
