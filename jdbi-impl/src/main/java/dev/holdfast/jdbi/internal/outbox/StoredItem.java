package dev.holdfast.jdbi.internal.outbox;

import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored event that is to be told.
 *
 * @param stream what it is in order with
 * @param events its parts; empty where it can't be read
 * @param unreadable why it can't; null where it can
 */
public record StoredItem(
        Object stream,
        Position position,
        List<RecordedEvent<Object>> events,
        @Nullable Throwable unreadable) {}
