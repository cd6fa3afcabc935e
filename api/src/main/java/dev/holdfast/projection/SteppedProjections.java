package dev.holdfast.projection;

import java.util.ArrayList;
import java.util.List;

/**
 * Projections and outboxes that run on the caller's thread alone, and only when they are told to: for tests. What they do is what
 * {@link Projections#start} does, without its threads and pauses. Not thread-safe; closed by whoever made it.
 */
public interface SteppedProjections extends AutoCloseable {

    /**
     * Looks for events once, and then steps each partition, in the order of names, versions and partitions: its parked streams that
     * are due, a batch of a tenant that is behind the others, a batch of all others. Each in a transaction of its own; an outbox
     * publishes before it.
     *
     * @return what became of it; what a partition fails with is told there, and not thrown
     * @throws dev.holdfast.error.HoldfastException where another process runs one of the partitions
     */
    Step step();

    /**
     * Steps until nothing more happens: all is handled, parked, or waits until the clock is set forward. Handlers that append what they
     * handle themselves never come to an end.
     *
     * @return what became of all steps together
     */
    Step runUntilIdle();

    /**
     * A step that ends as if the process died right before the first commit of each partition: handlers have run, an outbox has
     * published, and the transaction is rolled back. The next step does it again, as the process that takes over would, which knows
     * nothing but what the database has.
     */
    void crash();

    /** Gives the partitions back. May be called twice. */
    @Override
    void close();

    /**
     * What became of a step.
     *
     * @param events how many were in its batches, those that parked a stream among them; not those of streams that were parked before
     * @param parked the streams whose events couldn't be handled, again ones too
     * @param unparked those that have caught up
     * @param failures what keeps partitions from going on
     * @param more whether there is more to do at once
     */
    record Step(
            int events,
            List<ParkedStream> parked,
            List<ParkedStream> unparked,
            List<Throwable> failures,
            boolean more) {

        /** Nothing became of it. */
        public static final Step NOTHING = new Step(0, List.of(), List.of(), List.of(), false);

        public Step {
            parked = List.copyOf(parked);
            unparked = List.copyOf(unparked);
            failures = List.copyOf(failures);
        }

        /** Whether nothing was done, and nothing failed. */
        public boolean isIdle() {
            return equals(NOTHING);
        }

        /** This step and the next one. */
        public Step and(Step next) {
            return new Step(
                    events + next.events,
                    together(parked, next.parked),
                    together(unparked, next.unparked),
                    together(failures, next.failures),
                    next.more);
        }

        private static <T> List<T> together(List<T> first, List<T> second) {
            List<T> all = new ArrayList<>(first);
            all.addAll(second);
            return all;
        }
    }
}
