package dev.holdfast.outbox;

import dev.holdfast.event.RecordedEvent;
import java.util.List;

/**
 * As {@link MessageMapper}, for several messages of an event.
 *
 * @param <E> the type of the event's data
 */
@FunctionalInterface
public interface MessagesMapper<E> {

    /**
     * The messages, in the order in which they are published, each once the one before is acknowledged; empty for none.
     *
     * @throws Exception anything; the event's stream is parked then, and the outbox goes on with the others
     */
    List<Message> map(RecordedEvent<E> event) throws Exception;
}
