package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.query.Row;
import java.util.ArrayList;
import java.util.List;

/** A page of events of which some can't be read: plain SQL may append what no class takes. For one thread. */
final class LenientDecoding<E> {

    private static final System.Logger LOG = System.getLogger(LogRead.class.getName());

    private final EventSession session;
    private final Class<E> wanted;
    private final List<StoredEvent> stored = new ArrayList<>();
    private final List<FailedEvent> failed = new ArrayList<>();

    LenientDecoding(EventSession session, Class<E> wanted) {
        this.session = session;
        this.wanted = wanted;
    }

    /** The next one; a stream's name may be one that can't be said in Java. */
    void add(Row row, Object tenant) {
        String category = row.get(EventColumns.CATEGORY);
        String id = row.get(EventColumns.STREAM_ID);
        StreamId stream;
        try {
            stream = new StreamId(category, id);
        } catch (RuntimeException unsayable) {
            add(new FailedEvent(
                    tenant,
                    category,
                    id,
                    row.get(EventColumns.VERSION),
                    new Position(row.get(EventColumns.POSITION)),
                    row.get(EventColumns.EVENT_ID),
                    row.get(EventColumns.TYPE),
                    row.get(EventColumns.SCHEMA_VERSION),
                    row.get(EventColumns.RECORDED_AT),
                    row.get(EventColumns.DATA),
                    unsayable));
            return;
        }
        stored.add(EventColumns.event(row, tenant, stream));
    }

    private void add(FailedEvent event) {
        LOG.log(System.Logger.Level.WARNING, "An event can't be read, and is given apart: {0}", event);
        failed.add(event);
    }

    EventPage<E> page(Position position, boolean caughtUp) {
        CellOpener opener = session.openerOf(stored);
        List<RecordedEvent<E>> events = new ArrayList<>(stored.size());
        for (StoredEvent event : stored) {
            try {
                events.add(session.store().events().decode(event, wanted, opener));
            } catch (DatabaseException failure) { // what follows would fail as well
                throw failure;
            } catch (RuntimeException unreadable) {
                add(failed(event, unreadable));
            }
        }
        failed.sort((a, b) -> a.position().compareTo(b.position()));
        return new EventPage<>(events, failed, position, caughtUp);
    }

    private static FailedEvent failed(StoredEvent event, RuntimeException cause) {
        StoredData content = event.content();
        return new FailedEvent(
                event.tenant(),
                content.stream().category(),
                content.stream().id(),
                content.version(),
                new Position(event.position()),
                event.id(),
                content.type(),
                content.schemaVersion(),
                event.recordedAt(),
                content.data(),
                cause);
    }
}
