package dev.holdfast.projection;

import dev.holdfast.event.RecordedEvent;

/**
 * Says what a projection writes for one event, without reading anything: so that the statements of many events go to PostgreSQL together.
 *
 * @param <E> the type of the event's data
 */
@FunctionalInterface
public interface WriteHandler<E> {

    /**
     * Adds statements. They run in the order of events, in the transaction that commits with the projection's checkpoint, on a session of the
     * event's tenant; of all tenants, where the projection is across them.
     *
     * @throws Exception anything; the event's stream is parked then, and the projection goes on with the others
     */
    void handle(RecordedEvent<E> event, Writes writes) throws Exception;
}
