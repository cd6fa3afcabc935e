package dev.holdfast.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Starts {@code n} threads on a barrier, so that they do the same thing at the same time, and collects what became of
 * each: a value or an exception. Immutable; can be run any number of times.
 *
 * <pre>{@code
 * var outcomes = Race.of(20).run(i -> store.append(stream, exactly(3), event(i)));
 * assertThat(outcomes.values()).hasSize(1);
 * assertThat(outcomes.errors()).hasSize(19).allMatch(VersionConflict.class::isInstance);
 * }</pre>
 */
public final class Race {
    private final int racers;
    private final Duration timeout;

    private Race(int racers, Duration timeout) {
        this.racers = racers;
        this.timeout = timeout;
    }

    /** A race of {@code racers} threads that may take 30 seconds. */
    public static Race of(int racers) {
        if (racers < 1) {
            throw new IllegalArgumentException("a race needs at least one racer, not " + racers);
        }
        return new Race(racers, Duration.ofSeconds(30));
    }

    /** The same race with another time limit for all of it. */
    public Race within(Duration timeout) {
        return new Race(racers, timeout);
    }

    /** What one racer does. */
    @FunctionalInterface
    public interface Racer<T extends @Nullable Object> {
        /** Runs on a thread of its own. {@code index} counts from 0. */
        T run(int index) throws Exception;
    }

    /** What became of one racer: a value, or an error. */
    public record Outcome<T extends @Nullable Object>(
            int index, @Nullable T value, @Nullable Throwable error) {
        public boolean succeeded() {
            return error == null;
        }
    }

    /** What became of all of them, by index. */
    public record Outcomes<T extends @Nullable Object>(List<Outcome<T>> all) {
        public Outcomes {
            all = List.copyOf(all);
        }

        /** The values of those who succeeded, in the order of their indexes. */
        @SuppressWarnings("NullAway") // a racer that succeeded has a T, which may itself be null
        public List<T> values() {
            List<T> values = new ArrayList<>();
            all.stream().filter(Outcome::succeeded).forEach(outcome -> values.add(outcome.value()));
            return values;
        }

        /** The errors of those who failed, in the order of their indexes. */
        public List<Throwable> errors() {
            List<Throwable> errors = new ArrayList<>();
            for (Outcome<T> outcome : all) {
                Throwable error = outcome.error();
                if (error != null) {
                    errors.add(error);
                }
            }
            return errors;
        }
    }

    /**
     * Runs the race and waits for everybody.
     *
     * @throws AssertionError when somebody isn't done in time; it names who, and where each one stood
     */
    public <T extends @Nullable Object> Outcomes<T> run(Racer<T> racer) {
        CyclicBarrier barrier = new CyclicBarrier(racers);
        CountDownLatch done = new CountDownLatch(racers);
        List<FutureTask<Outcome<T>>> tasks = IntStream.range(0, racers)
                .mapToObj(index -> new FutureTask<>(runner(racer, index, barrier, done)))
                .toList();
        List<Thread> threads = IntStream.range(0, racers)
                .mapToObj(index -> start(tasks.get(index), index))
                .toList();
        try {
            if (!done.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw late(threads);
            }
            List<Outcome<T>> outcomes = new ArrayList<>();
            for (FutureTask<Outcome<T>> task : tasks) {
                outcomes.add(task.get(1, TimeUnit.SECONDS));
            }
            return new Outcomes<>(outcomes);
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new AssertionError("the race was interrupted", e);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new AssertionError("a racer neither returned nor threw", e);
        }
    }

    private static <T extends @Nullable Object> Callable<Outcome<T>> runner(
            Racer<T> racer, int index, CyclicBarrier barrier, CountDownLatch done) {
        return () -> {
            try {
                barrier.await();
                return new Outcome<>(index, racer.run(index), null);
            } catch (Throwable error) {
                return new Outcome<>(index, null, error);
            } finally {
                done.countDown();
            }
        };
    }

    private static Thread start(FutureTask<?> task, int index) {
        Thread thread = new Thread(task, "race-" + index);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private AssertionError late(List<Thread> threads) {
        AssertionError error = new AssertionError("not everybody finished the race within " + timeout);
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                Throwable where = new Throwable(thread.getName() + " stood here: " + thread.getState());
                where.setStackTrace(Arrays.copyOf(thread.getStackTrace(), thread.getStackTrace().length));
                error.addSuppressed(where);
                thread.interrupt();
            }
        }
        return error;
    }
}
