package dev.holdfast.jdbi.outbox;

import dev.holdfast.jdbi.event.ChildJvm;
import dev.holdfast.outbox.OutboxMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Publishes to its output until it is killed, a full stop behind what was written whole. */
final class KilledOutbox {

    static final String NAME = "killed";

    private KilledOutbox() {}

    public static void main(String[] arguments) throws InterruptedException {
        var outbox = Mailroom.editions(NAME, KilledOutbox::print).partitions(2).build();
        var holdfast = Mailroom.holdfast(
                ChildJvm.application(arguments),
                ChildJvm.acrossTenants(arguments),
                Mailroom.quick().lease(Duration.ofSeconds(1)).batchSize(20),
                outbox);
        try (var running = holdfast.projections().start()) {
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }

    private static CompletionStage<?> print(OutboxMessage message) {
        System.out.println(line(message));
        return CompletableFuture.supplyAsync(
                () -> "printed", CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
    }

    static String line(OutboxMessage message) {
        return message.key() + " " + message.version() + " " + message.idempotencyKey() + ".";
    }
}
