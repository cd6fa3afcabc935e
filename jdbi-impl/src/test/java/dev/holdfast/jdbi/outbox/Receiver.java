package dev.holdfast.jdbi.outbox;

import dev.holdfast.outbox.OutboxMessage;
import dev.holdfast.outbox.OutboxPublisher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A broker's double: acknowledges each message after another while, so that acknowledgements come in any order, and refuses what it
 * is told to. It keeps what it has acknowledged, and checks that of no stream two messages are under way.
 */
final class Receiver implements OutboxPublisher, AutoCloseable {

    /** Fails a message, or takes it: null. */
    volatile Function<OutboxMessage, @Nullable Throwable> refusal = message -> null;

    /** How long it takes at most, in milliseconds. */
    volatile int slowness = 5;

    private final Random random = new Random(7);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "receiver");
        thread.setDaemon(true);
        return thread;
    });
    private final List<OutboxMessage> sent = new ArrayList<>();
    private final List<OutboxMessage> taken = new ArrayList<>();
    private final Set<String> flying = new HashSet<>();
    private final List<String> wrongs = new ArrayList<>();
    private int mostFlying;

    @Override
    public synchronized CompletionStage<?> publish(OutboxMessage message) {
        sent.add(message);
        if (!flying.add(message.key())) {
            wrongs.add("two messages of " + message.key() + " under way");
        }
        mostFlying = Math.max(mostFlying, flying.size());
        CompletableFuture<String> acknowledged = new CompletableFuture<>();
        clock.schedule(() -> end(message, acknowledged), random.nextInt(slowness * 1000) + 1L, TimeUnit.MICROSECONDS);
        return acknowledged;
    }

    private void end(OutboxMessage message, CompletableFuture<String> acknowledged) {
        Throwable refused = refusal.apply(message);
        synchronized (this) {
            flying.remove(message.key());
            if (refused == null) {
                taken.add(message);
            }
        }
        if (refused == null) {
            acknowledged.complete("taken");
        } else {
            acknowledged.completeExceptionally(refused);
        }
    }

    /** All that was sent, whatever became of it. */
    synchronized List<OutboxMessage> sent() {
        return List.copyOf(sent);
    }

    /** All that was acknowledged, in the order of acknowledgements. */
    synchronized List<OutboxMessage> taken() {
        return List.copyOf(taken);
    }

    /** What a receiver that keeps the keys has: each message once, the bodies by key. */
    synchronized Map<String, List<String>> once() {
        Map<String, List<String>> once = new LinkedHashMap<>();
        Set<UUID> seen = new HashSet<>();
        for (OutboxMessage message : taken) {
            if (seen.add(message.idempotencyKey())) {
                once.computeIfAbsent(message.key(), none -> new ArrayList<>())
                        .add(message.message().bodyText());
            }
        }
        return once;
    }

    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    synchronized int mostFlying() {
        return mostFlying;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
