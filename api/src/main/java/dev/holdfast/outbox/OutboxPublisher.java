package dev.holdfast.outbox;

import java.util.concurrent.CompletionStage;

/**
 * Hands messages to a broker, or to whoever is to have them. Thread-safe: each partition of an outbox calls it from a thread of
 * its own. It stays the application's to close.
 */
@FunctionalInterface
public interface OutboxPublisher {

    /**
     * Sends a message. The same may come again, with the same {@link OutboxMessage#idempotencyKey}: after a crash, and where it
     * wasn't acknowledged in time. Of one stream there is one message under way at a time; those of other streams are sent
     * meanwhile, unless this waits instead of returning.
     *
     * @return completes once it is acknowledged, with whatever result; or with what went wrong
     * @throws RefusedMessageException where this message will never be taken: its stream is parked at once. The stage may
     *     complete with it as well
     * @throws Exception anything else, for what may pass: the message is tried again
     */
    CompletionStage<?> publish(OutboxMessage message) throws Exception;
}
