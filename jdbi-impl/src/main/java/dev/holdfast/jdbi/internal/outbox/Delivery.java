package dev.holdfast.jdbi.internal.outbox;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Position;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxMessage;
import dev.holdfast.outbox.RefusedMessageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages for a partition: those of different streams at the same time, those of one stream each once the one before is
 * acknowledged. One thread at a time delivers, and does all but complete the publisher's stages. What was acknowledged is
 * known until it is committed, so that a batch that is tried again sends the rest alone.
 */
public final class Delivery {

    /** So often in a row the publisher may fail with all there is, before few streams are taken for the cause. */
    private static final int PATIENCE = 6;

    private static final int FEW = 3;

    /** While the publisher fails with parked streams, one of so many is tried nevertheless. */
    private static final int SAMPLE = 16;

    private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
    private static final long LOOK = Duration.ofMillis(50).toNanos();

    private final Outbox outbox;
    private final long timeout;
    private final Set<UUID> acknowledged = new HashSet<>();
    private int outages;
    private int failedReplays;
    private @Nullable PublisherFailure lastFailure;

    public Delivery(Outbox outbox) {
        this.outbox = outbox;
        this.timeout = outbox.timeout().toNanos();
    }

    /** What was acknowledged of these is committed. */
    public void committed(Outcome outcome) {
        acknowledged.removeAll(outcome.sent());
    }

    /** Knows of nothing that was acknowledged any more. */
    public void forget() {
        acknowledged.clear();
    }

    /**
     * What has become of events.
     *
     * @param failures of each stream that couldn't be told on, the event where it stands and why
     * @param sent what was acknowledged
     */
    public record Outcome(Map<Position, Throwable> failures, Set<UUID> sent) {}

    /** An attempt has come to its end. */
    private record Landed(
            Chain chain,
            CompletionStage<?> flight,
            @Nullable Throwable failure) {}

    /**
     * Publishes the messages of events.
     *
     * @param replay whether they are a parked stream's, which stays parked where the publisher fails
     * @param mayGoOn throws where nothing more is to be published
     * @throws PublisherFailure where the publisher fails with everything, so that no stream is to blame
     */
    public Outcome deliver(List<StoredItem> items, boolean replay, Runnable mayGoOn) {
        Map<Object, Chain> chains = new LinkedHashMap<>();
        long begun = System.nanoTime();
        items.forEach(item -> chains.computeIfAbsent(item.stream(), none -> new Chain(outbox, begun))
                .add(item));
        if (replay && !items.isEmpty() && isSpared()) {
            return new Outcome(Map.of(items.get(0).position(), Objects.requireNonNull(lastFailure)), Set.of());
        }
        Flights flights = new Flights(mayGoOn, replay ? 1 : outbox.tries());
        flights.ready.addAll(chains.values());
        flights.run();
        return outcome(flights, replay);
    }

    /** Whether a parked stream isn't tried now: several were in vain, each as long as its time-out, and others wait behind them. */
    private boolean isSpared() {
        return failedReplays >= FEW
                && lastFailure != null
                && ThreadLocalRandom.current().nextInt(SAMPLE) != 0;
    }

    private Outcome outcome(Flights flights, boolean replay) {
        List<Chain> untold = new ArrayList<>();
        for (Chain chain : flights.spent) {
            if (!replay && flights.lastGood - chain.failedAt <= 0) {
                untold.add(chain);
            }
        }
        if (!untold.isEmpty() && (outages < PATIENCE || untold.size() > FEW)) {
            outages++;
            throw outage(untold);
        }
        if (!replay) {
            outages = 0;
        } else if (!flights.spent.isEmpty()) {
            failedReplays++;
        }
        Map<Position, Throwable> failures = new HashMap<>();
        for (Chain chain : flights.ended) {
            if (chain.failure != null) {
                failures.put(chain.position(), chain.failure);
            }
        }
        return new Outcome(failures, Set.copyOf(flights.sent));
    }

    private PublisherFailure outage(List<Chain> untold) {
        Throwable last = untold.get(0).failure;
        String text = last == null ? "" : " " + last.getMessage();
        return new PublisherFailure(
                "The publisher of the outbox " + outbox.name() + " takes nothing of " + untold.size()
                        + " streams, so none of them is to blame, and all wait." + text,
                last == null ? new IllegalStateException() : last);
    }

    /** One delivery. {@code nanoTime} is compared by difference, and is never 0 here. */
    private final class Flights {

        private final Runnable mayGoOn;
        private final BlockingQueue<Landed> landed = new LinkedBlockingQueue<>();
        final Queue<Chain> ready = new ArrayDeque<>();
        private final Queue<Chain> pausing = new PriorityQueue<>(Comparator.comparingLong(Chain::dueIn));
        private final Set<Chain> flying = new LinkedHashSet<>();
        final List<Chain> ended = new ArrayList<>();
        final List<Chain> spent = new ArrayList<>();
        final Set<UUID> sent = new HashSet<>();

        /** When the youngest message was sent that was acknowledged. */
        long lastGood = System.nanoTime() - 1;

        private final int tries;

        Flights(Runnable mayGoOn, int tries) {
            this.mayGoOn = mayGoOn;
            this.tries = tries;
        }

        private boolean isTold(OutboxMessage message) {
            boolean told = acknowledged.contains(message.idempotencyKey());
            if (told) {
                sent.add(message.idempotencyKey());
            }
            return told;
        }

        void run() {
            while (true) {
                mayGoOn.run();
                while (!ready.isEmpty() && flying.size() < outbox.inFlight()) {
                    next(ready.remove());
                    mayGoOn.run();
                }
                if (flying.isEmpty() && pausing.isEmpty() && ready.isEmpty()) {
                    return;
                }
                land();
                long now = System.nanoTime();
                while (!pausing.isEmpty() && pausing.peek().dueAt - now <= 0) {
                    ready.add(pausing.remove());
                }
                for (Chain chain : List.copyOf(flying)) {
                    if (now - chain.sentAt < timeout) {
                        break;
                    }
                    late(chain);
                }
            }
        }

        private void next(Chain chain) {
            OutboxMessage message = chain.next(this::isTold);
            if (message == null) {
                ended.add(chain);
                return;
            }
            chain.sentAt = System.nanoTime();
            chain.attempts++;
            CompletionStage<?> flight;
            try {
                flight = outbox.publisher().publish(message);
                if (flight == null) {
                    throw new NullPointerException("the publisher gave no stage");
                }
            } catch (Exception | AssertionError | StackOverflowError thrown) {
                if (thrown instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                failed(chain, thrown);
                return;
            }
            chain.flight = flight;
            flying.add(chain);
            flight.whenComplete((result, failure) -> landed.add(new Landed(chain, flight, failure)));
        }

        /** Waits for the end of an attempt, as long as nothing else is due, and takes those that have come. */
        private void land() {
            long now = System.nanoTime();
            long wait = LOOK;
            if (!pausing.isEmpty()) {
                wait = Math.min(wait, pausing.peek().dueAt - now);
            }
            if (!flying.isEmpty()) {
                wait = Math.min(wait, flying.iterator().next().sentAt + timeout - now);
            }
            try {
                Landed first = landed.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
                for (Landed each = first; each != null; each = landed.poll()) {
                    ended(each);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HoldfastException(
                        "The outbox " + outbox.name() + " was stopped: what wasn't acknowledged is published again", e);
            }
        }

        private void ended(Landed end) {
            Chain chain = end.chain();
            if (chain.flight != end.flight()) {
                return;
            }
            chain.flight = null;
            flying.remove(chain);
            if (end.failure() != null) {
                failed(chain, end.failure());
                return;
            }
            OutboxMessage message = chain.next(this::isTold);
            if (message != null) {
                acknowledged.add(message.idempotencyKey());
            }
            if (chain.sentAt - lastGood > 0) {
                lastGood = chain.sentAt;
            }
            failedReplays = 0;
            ready.add(chain);
        }

        private void late(Chain chain) {
            CompletionStage<?> flight = chain.flight;
            chain.flight = null;
            flying.remove(chain);
            failed(
                    chain,
                    new HoldfastException(
                            "It wasn't acknowledged within " + outbox.timeout().toMillis() + " ms"));
            try {
                if (flight != null) {
                    flight.toCompletableFuture().cancel(true);
                }
            } catch (UnsupportedOperationException uncancellable) {
                // it may be acknowledged yet: published twice, with one key
            }
        }

        private void failed(Chain chain, Throwable thrown) {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            OutboxMessage message = chain.next(this::isTold);
            if (message == null) {
                ended.add(chain);
                return;
            }
            if (cause instanceof RefusedMessageException) {
                chain.failure = new RefusedMessageException("The publisher of the outbox " + outbox.name()
                        + " has refused the message: " + ToldError.of(cause, message.message()));
                chain.failure.addSuppressed(cause);
                ended.add(chain);
                return;
            }
            if (chain.failedAt == 0) {
                chain.failedAt = System.nanoTime() | 1;
            }
            if (chain.attempts < tries) {
                chain.dueAt = System.nanoTime() + FIRST_PAUSE * (1L << Math.min(2 * chain.attempts - 2, 10));
                pausing.add(chain);
                return;
            }
            lastFailure = new PublisherFailure(
                    "The publisher of the outbox " + outbox.name() + " has failed, at the last of " + chain.attempts
                            + " tries: " + ToldError.of(cause, message.message()),
                    cause);
            chain.failure = lastFailure;
            ended.add(chain);
            spent.add(chain);
        }
    }
}
