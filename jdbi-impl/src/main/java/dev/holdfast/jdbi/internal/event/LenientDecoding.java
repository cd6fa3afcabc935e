package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.LogQuery;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.expression.Selectable;
import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.query.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Decodes events of which some can't be read, since plain SQL may append what no class takes. Of the session's
 * thread-safety.
 */
record LenientDecoding(EventSession session, Selectable<?> tenantColumn) {

    private static final System.Logger LOG = System.getLogger(LogRead.class.getName());

    /** A page of these events, each with its stream's names. */
    <E> EventPage<E> page(List<Row> rows, LogQuery<E> query, Checkpoint checkpoint, boolean caughtUp) {
        CellOpener opener = session.opener(query.type(), rows, EventColumns::members);
        List<RecordedEvent<E>> events = new ArrayList<>(rows.size());
        List<FailedEvent> failed = new ArrayList<>();
        BiPredicate<String, Object> wanted = query::wants;
        Consumer<RecordedEvent<E>> to = events::add;
        for (Row row : rows) {
            try {
                session.decode(stored(row), query.type(), wanted, opener, to);
            } catch (DatabaseException failure) { // what follows would fail as well
                throw failure;
            } catch (RuntimeException unreadable) {
                FailedEvent event = failed(row, unreadable);
                LOG.log(System.Logger.Level.WARNING, "An event can't be read, and is given apart: " + event);
                failed.add(event);
            }
        }
        return new EventPage<>(events, failed, checkpoint, caughtUp);
    }

    /** Fails where a stream has a name that no {@link StreamId} takes. */
    private StoredEvent stored(Row row) {
        return EventColumns.event(
                row,
                row.get(tenantColumn),
                new StreamId(row.get(EventColumns.CATEGORY), row.get(EventColumns.STREAM_ID)));
    }

    private FailedEvent failed(Row row, RuntimeException cause) {
        return new FailedEvent(
                row.get(tenantColumn),
                row.get(EventColumns.CATEGORY),
                row.get(EventColumns.STREAM_ID),
                row.get(EventColumns.VERSION),
                new Position(row.get(EventColumns.POSITION)),
                row.get(EventColumns.EVENT_ID),
                row.get(EventColumns.TYPE),
                row.get(EventColumns.SCHEMA_VERSION),
                row.get(EventColumns.RECORDED_AT),
                row.get(EventColumns.DATA),
                cause);
    }
}
