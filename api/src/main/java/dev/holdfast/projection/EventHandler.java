package dev.holdfast.projection;

import dev.holdfast.Transaction;
import dev.holdfast.event.RecordedEvent;

/**
 * What a projection does with one event.
 *
 * @param <E> the type of the event's data
 */
@FunctionalInterface
public interface EventHandler<E> {

    /**
     * Changes the read model. Statements of the transaction commit together with the projection's checkpoint, or not at all: so
     * the event counts once, however often this is called for it. What is done elsewhere (a mail, a request) isn't undone.
     *
     * @param tx of the event's tenant; of all tenants, where the projection is across them
     * @throws Exception anything; the event's stream is parked then, and the projection goes on with the others. Of an inline
     *     projection, the append fails that the event is of
     */
    void handle(RecordedEvent<E> event, Transaction tx) throws Exception;
}
