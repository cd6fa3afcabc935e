package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.LogQuery;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.internal.value.CellOpener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Decodes events of which some can't be read, since plain SQL may append what no class takes. Of the session's
 * thread-safety.
 */
record LenientDecoding(EventSession session) {

    private static final System.Logger LOG = System.getLogger(LogRead.class.getName());

    /** A page of these events, each with its stream's names. */
    <E> EventPage<E> page(List<EventRow> rows, LogQuery<E> query, Checkpoint checkpoint, boolean caughtUp) {
        CellOpener opener = session.opener(query.type(), rows, EventRow::members);
        List<RecordedEvent<E>> events = new ArrayList<>(rows.size());
        List<FailedEvent> failed = new ArrayList<>();
        BiPredicate<String, Object> wanted = query::wants;
        Consumer<RecordedEvent<E>> to = events::add;
        for (EventRow row : rows) {
            try {
                session.decode(row.ofItsStream(), query.type(), wanted, opener, to);
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

    private static FailedEvent failed(EventRow row, RuntimeException cause) {
        return new FailedEvent(
                Objects.requireNonNull(row.tenant()),
                Objects.requireNonNull(row.category()),
                Objects.requireNonNull(row.streamId()),
                row.version(),
                new Position(row.position()),
                row.id(),
                row.type(),
                row.schemaVersion(),
                row.recordedAt(),
                Objects.requireNonNull(row.data()),
                cause);
    }
}
