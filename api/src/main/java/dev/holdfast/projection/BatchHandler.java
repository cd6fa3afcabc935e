package dev.holdfast.projection;

import dev.holdfast.Transaction;
import dev.holdfast.event.RecordedEvent;
import java.util.List;

/**
 * What a projection does with several events at once: one statement for all of them instead of one each.
 *
 * @param <E> the type of the events' data
 */
@FunctionalInterface
public interface BatchHandler<E> {

    /**
     * Changes the read model, as {@link EventHandler#handle} does. Where it throws, it is called again for each event alone, to
     * find the one to blame; of an inline projection, the append fails.
     *
     * @param events of one tenant, in their order, at least one; of several, where the projection is across tenants; of one
     *     append, where it is inline
     */
    void handle(List<RecordedEvent<E>> events, Transaction tx) throws Exception;
}
