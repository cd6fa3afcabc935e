package dev.holdfast.projection;

import dev.holdfast.RetryPolicy;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Required;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which projections there are, and how they run: given to the builder of a Holdfast. Immutable and thread-safe; each modifier
 * returns another one.
 *
 * @param projections no two of them of one name and version
 * @param batchSize how many stored events a transaction handles at most
 * @param threads how many transactions of projections this process has under way at most
 * @param lease how long a partition stays a process's that isn't heard of, and how long a transaction of one may take; by the
 *     server's clock
 * @param shortestPoll how long at least between two looks for events
 * @param longestPoll how long at most
 * @param retries how often and when a parked stream is tried again by itself
 * @param maxParked how many streams of a partition may be parked; with more, the partition itself waits, since the fault is
 *     hardly the events'
 * @param node this process's name, in the status; the process's number and a random part are added
 * @param listener told of what happens
 */
public record ProjectionSettings(
        List<Projection> projections,
        int batchSize,
        int threads,
        Duration lease,
        Duration shortestPoll,
        Duration longestPoll,
        RetryPolicy retries,
        int maxParked,
        String node,
        ProjectionListener listener) {

    private static final int BATCH = 500;
    private static final int THREADS = 2;
    private static final int PARKED = 1_000;
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(300);

    public ProjectionSettings {
        projections = List.copyOf(projections);
        Set<String> names = new HashSet<>();
        for (Projection projection : projections) {
            if (!names.add(projection.toString())) {
                throw new InvalidValueException(
                        "The projection " + projection, "is there twice", "give one of them another name or version");
            }
        }
        check("batchSize", batchSize, 100_000);
        check("threads", threads, 1_000);
        check("maxParked", maxParked, 1_000_000);
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(Duration.ofHours(1)) > 0) {
            throw new InvalidValueException("lease", "is " + lease, "give one from 300 ms to an hour");
        }
        if (shortestPoll.compareTo(Duration.ofMillis(1)) < 0 || longestPoll.compareTo(shortestPoll) < 0) {
            throw new InvalidValueException(
                    "The polls",
                    "are from " + shortestPoll + " to " + longestPoll,
                    "give 1 ms or more, the shortest first");
        }
        Required.given("node", node);
    }

    private static void check(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new InvalidValueException(what, "is " + value, "give a number from 1 to " + most);
        }
    }

    /**
     * These projections: 500 events a transaction, two transactions at a time, a lease of 30 seconds, polls every 20 to 250 ms,
     * a parked stream tried again up to five times, a second to an hour later.
     */
    public static ProjectionSettings with(Projection... projections) {
        return new ProjectionSettings(
                List.of(Required.each("with", projections)),
                BATCH,
                THREADS,
                Duration.ofSeconds(30),
                Duration.ofMillis(20),
                Duration.ofMillis(250),
                new RetryPolicy(6, Duration.ofSeconds(1), Duration.ofHours(1)),
                PARKED,
                "node",
                ProjectionListener.NONE);
    }

    /** What a modifier changes before the copy is made. */
    private static final class Draft {
        private List<Projection> projections;
        private int batchSize;
        private int threads;
        private Duration lease;
        private Duration shortestPoll;
        private Duration longestPoll;
        private RetryPolicy retries;
        private int maxParked;
        private String node;
        private ProjectionListener listener;

        private Draft(ProjectionSettings of) {
            this.projections = of.projections;
            this.batchSize = of.batchSize;
            this.threads = of.threads;
            this.lease = of.lease;
            this.shortestPoll = of.shortestPoll;
            this.longestPoll = of.longestPoll;
            this.retries = of.retries;
            this.maxParked = of.maxParked;
            this.node = of.node;
            this.listener = of.listener;
        }
    }

    private ProjectionSettings changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new ProjectionSettings(
                draft.projections,
                draft.batchSize,
                draft.threads,
                draft.lease,
                draft.shortestPoll,
                draft.longestPoll,
                draft.retries,
                draft.maxParked,
                draft.node,
                draft.listener);
    }

    /** As this, with others besides; for what runs outboxes as well. */
    public ProjectionSettings and(List<Projection> more) {
        List<Projection> all = new ArrayList<>(projections);
        all.addAll(more);
        return changed(draft -> draft.projections = all);
    }

    /** As this, with so many stored events a transaction at most; 1 to 100,000. */
    public ProjectionSettings batchSize(int events) {
        return changed(draft -> draft.batchSize = events);
    }

    /** As this, with so many transactions at a time, each on a connection of its own; 1 to 1,000. */
    public ProjectionSettings threads(int count) {
        return changed(draft -> draft.threads = count);
    }

    /** As this, with another lease; 300 ms to an hour. A batch that takes longer is rolled back. */
    public ProjectionSettings lease(Duration duration) {
        return changed(draft -> draft.lease = Required.given("lease", duration));
    }

    /**
     * As this, with other times between two polls; the shortest after something was found, the longest where nothing comes. Where
     * nobody waits for a projection, it is four times what handling the last events took, up to 250 ms and the longest.
     */
    public ProjectionSettings polling(Duration shortest, Duration longest) {
        return changed(draft -> {
            draft.shortestPoll = Required.given("polling", shortest);
            draft.longestPoll = Required.given("polling", longest);
        });
    }

    /** As this, with other retries of parked streams; {@code RetryPolicy.none()} for by hand alone. */
    public ProjectionSettings retries(RetryPolicy policy) {
        return changed(draft -> draft.retries = Required.given("retries", policy));
    }

    /** As this, with another bound for parked streams of a partition; 1 to 1,000,000. */
    public ProjectionSettings maxParked(int streams) {
        return changed(draft -> draft.maxParked = streams);
    }

    /** As this, with a name for this process. */
    public ProjectionSettings node(String name) {
        return changed(draft -> draft.node = name);
    }

    /** As this, with somebody who is told; besides, warnings are logged by SLF4J. */
    public ProjectionSettings listener(ProjectionListener told) {
        return changed(draft -> draft.listener = Required.given("listener", told));
    }
}
