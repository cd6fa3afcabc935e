package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.Transaction;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.projection.BatchHandler;
import dev.holdfast.projection.EventHandler;
import dev.holdfast.projection.PartitionKey;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.WriteHandler;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/** A projection's handlers, and which of its partitions an event is for. Immutable and thread-safe. */
record Handling(Projection projection) {

    /** Calls the handlers: those of each event in the events' order, then those of several at once. */
    void handle(List<RecordedEvent<Object>> events, Transaction tx) throws Exception {
        PendingWrites writes = new PendingWrites(tx);
        for (RecordedEvent<Object> event : events) {
            each(event, tx, writes);
        }
        writes.end();
        batch(events, tx);
    }

    /** Calls the handlers of single events. What is to be written is sent before one is called that may read it. */
    void each(RecordedEvent<Object> event, Transaction tx, PendingWrites writes) throws Exception {
        for (Projection.On<?> on : projection.handlers()) {
            if (on.type().isInstance(event.data())) {
                EventHandler<?> each = on.each();
                if (each != null) {
                    writes.send();
                    typed(each).handle(event, tx);
                }
                WriteHandler<?> writing = on.writing();
                if (writing != null) {
                    typed(writing).handle(event, writes);
                }
            }
        }
    }

    /** Calls the handlers of several events at once. */
    void batch(List<RecordedEvent<Object>> events, Transaction tx) throws Exception {
        for (Projection.On<?> on : projection.handlers()) {
            BatchHandler<?> batch = on.batch();
            if (batch != null) {
                List<RecordedEvent<Object>> wanted = events.stream()
                        .filter(event -> on.type().isInstance(event.data()))
                        .toList();
                if (!wanted.isEmpty()) {
                    typed(batch).handle(wanted, tx);
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // it is given what is an instance of its type
    private static EventHandler<Object> typed(EventHandler<?> handler) {
        return (EventHandler<Object>) handler;
    }

    @SuppressWarnings("unchecked") // as above
    private static WriteHandler<Object> typed(WriteHandler<?> handler) {
        return (WriteHandler<Object>) handler;
    }

    @SuppressWarnings("unchecked") // as above
    private static BatchHandler<Object> typed(BatchHandler<?> handler) {
        return (BatchHandler<Object>) handler;
    }

    private boolean isWanted(RecordedEvent<?> event) {
        return projection.handlers().stream().anyMatch(on -> on.type().isInstance(event.data()));
    }

    /** Whether an event is handled in a partition. */
    boolean isIn(int partition, RecordedEvent<?> event) {
        PartitionKey key = projection.key();
        return isWanted(event) && (key == null || partitionOf(event.tenantId(), key.of(event)) == partition);
    }

    /** By a checksum that is the same everywhere, as {@code hashCode} need not be. */
    private int partitionOf(Object tenant, Object key) {
        CRC32 checksum = new CRC32();
        checksum.update((tenant + "\0" + text(key)).getBytes(StandardCharsets.UTF_8));
        return (int) (checksum.getValue() % projection.partitions());
    }

    private String text(Object key) {
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        if (key instanceof String
                || key instanceof UUID
                || key instanceof Long
                || key instanceof Integer
                || key instanceof Short
                || key instanceof BigInteger
                || key instanceof Boolean) {
            return key.toString();
        }
        throw new InvalidValueException(
                "A key of the projection " + projection.name(),
                key == null ? "is null" : "is a " + key.getClass().getName() + ", which may be another text elsewhere",
                "give a text, a whole number, a UUID or an enum's constant");
    }
}
