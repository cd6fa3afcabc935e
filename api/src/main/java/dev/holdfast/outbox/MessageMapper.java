package dev.holdfast.outbox;

import dev.holdfast.event.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an event. Called outside any transaction, on the partition's thread, and again where the event is published
 * again: it is to give the same for the same event.
 *
 * @param <E> the type of the event's data
 */
@FunctionalInterface
public interface MessageMapper<E> {

    /**
     * The message; null for none.
     *
     * @throws Exception anything; the event's stream is parked then, and the outbox goes on with the others
     */
    @Nullable
    Message map(RecordedEvent<E> event) throws Exception;
}
