package dev.holdfast.projection;

import dev.holdfast.event.RecordedEvent;

/** Which row of the read model an event changes: events of one key are handled one after the other, whatever streams they are of. */
@FunctionalInterface
public interface PartitionKey {

    /**
     * The key. It must be the same for the same event in every process and release, so it is a text, a number, a UUID or an
     * enum's constant. The tenant is added to it.
     *
     * @param event of one of the types that the projection handles
     */
    Object of(RecordedEvent<?> event);
}
