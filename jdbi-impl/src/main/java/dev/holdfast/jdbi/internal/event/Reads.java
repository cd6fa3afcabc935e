package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.CheckpointMismatchException;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.LastRead;
import dev.holdfast.event.LogQuery;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.StreamPage;
import dev.holdfast.event.StreamQuery;
import dev.holdfast.event.StreamsQuery;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.session.ResultColumn;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads of one stream and of all of them. */
record Reads(EventSession events) {

    private static final String READ = "A read of a stream";

    <E> StreamPage<RecordedEvent<E>> list(StreamQuery<E> query) {
        List<EventRow> rows = rows(query, false, query.limit()).events();
        return page(query, rows, rows.size() >= query.limit());
    }

    <E> StreamPage<RecordedEvent<E>> page(StreamQuery<E> query) {
        FittingEvents rows = FittingEvents.read(query.limit(), limit -> rows(query, true, limit));
        return page(query, rows.events(), rows.more());
    }

    private <E> StreamPage<RecordedEvent<E>> page(StreamQuery<E> query, List<EventRow> rows, boolean more) {
        Object own = events.requireTenant(READ);
        List<StoredEvent> stored =
                rows.stream().map(row -> row.of(own, query.stream())).toList();
        StoredEvent last = stored.isEmpty() ? null : stored.get(stored.size() - 1);
        return new StreamPage<>(
                decoded(stored, query),
                stored.size(),
                last == null ? null : new LastRead(last.content().version(), last.id()),
                more);
    }

    private EventRows rows(StreamQuery<?> query, boolean paged, int limit) {
        events.requireTenant(READ);
        StreamId stream = query.stream();
        SqlText text = events.store()
                .text(new StreamText(
                        query.backwards(), query.until() != null, events.ignores() && !query.isRaw(), paged, limit))
                .with(
                        events.tenantParameter(),
                        EventSession.categoryParameter(stream),
                        EventSession.streamParameter(stream),
                        Parameter.of(query.from(), SqlTypes.BIGINT, "from"),
                        Parameter.of(query.to(), SqlTypes.BIGINT, "to"),
                        Parameter.of(query.until(), SqlTypes.TIMESTAMPTZ, "until"),
                        events.ignoredParameter());
        EventRows rows = EventRows.ofStream(query.backwards());
        events.list(new TakenQuery(text, rows.shape(), rows::take));
        return rows;
    }

    /** Backwards the parts of an event that is split come backwards, too. */
    private <E> List<RecordedEvent<E>> decoded(List<StoredEvent> stored, StreamQuery<E> query) {
        if (!query.backwards() || !events.store().types().splits()) {
            return events.decoded(stored, query.type());
        }
        List<StoredEvent> forwards = new ArrayList<>(stored);
        Collections.reverse(forwards);
        List<RecordedEvent<E>> decoded = new ArrayList<>(events.decoded(forwards, query.type()));
        Collections.reverse(decoded);
        return decoded;
    }

    <E> EventPage<E> page(LogQuery<E> query) {
        Set<String> names = names(query);
        ResultColumn<?> tenantColumn = new ResultColumn<>("tenant_id", events.tenantType());
        return page(query, FittingEvents.read(query.limit(), limit -> rows(query, names, tenantColumn, limit)));
    }

    private EventRows rows(LogQuery<?> query, Set<String> names, ResultColumn<?> tenantColumn, int limit) {
        Checkpoint end = query.upTo();
        SqlText text = events.store()
                .text(new LogText(
                        events.tenant() != null,
                        names,
                        events.ignores() && !query.isRaw(),
                        !query.categories().isEmpty(),
                        query.archived(),
                        end != null,
                        limit))
                .with(
                        events.tenantParameter(),
                        Parameter.of(query.after().token(), SqlTypes.TEXT, "checkpoint"),
                        Parameter.of(query.after().position().value(), SqlTypes.BIGINT, "after"),
                        Parameter.of(end == null ? null : end.token(), SqlTypes.TEXT, "end"),
                        Parameter.of(end == null ? null : end.position().value(), SqlTypes.BIGINT, "up_to"),
                        Parameter.of(query.categories().toArray(), TEXTS, "category"),
                        events.ignoredParameter());
        EventRows rows = EventRows.ofLog(tenantColumn);
        events.listInOrder(new TakenQuery(text, rows.shape(), rows::take));
        EventRows.LogHead head = Objects.requireNonNull(rows.head());
        refuse(query.after(), head.refused());
        if (end != null) {
            refuse(end, head.refusedEnd());
        }
        return rows;
    }

    /** The names that are wanted; empty for all. A class that has none would let a reader pass by what it waits for. */
    private Set<String> names(LogQuery<?> query) {
        Set<String> names = new HashSet<>(query.names());
        for (Class<?> type : query.wantedTypes()) {
            Set<String> found = events.store().types().namesOf(List.of(type));
            if (found.isEmpty()) {
                throw UnknownEventTypeException.ofReader(type);
            }
            names.addAll(found);
        }
        names.forEach(name -> Gate.text("The name of an event's type", name));
        return names;
    }

    private <E> EventPage<E> page(LogQuery<E> query, FittingEvents rows) {
        Checkpoint after = query.after();
        Checkpoint end = query.upTo();
        List<EventRow> found = rows.events();
        Checkpoint reached = end == null
                ? Checkpoint.parse(Objects.requireNonNull(
                        Objects.requireNonNull(rows.rows().head()).reached()))
                : end;
        if (rows.more()) {
            EventRow last = found.get(found.size() - 1);
            reached = reached.at(new Position(last.position()), last.id());
        } else if (reached.position().compareTo(after.position()) < 0) {
            reached = after; // what it stands for was purged, or the end lies before it
        }
        return new LenientDecoding(events).page(found, query, reached, !rows.more());
    }

    private static void refuse(Checkpoint checkpoint, @Nullable String verdict) {
        if (verdict != null) {
            throw new CheckpointMismatchException(
                    checkpoint, CheckpointMismatchException.Reason.valueOf(verdict.toUpperCase(Locale.ROOT)));
        }
    }

    Checkpoint lastCheckpoint(Position upTo) {
        SqlText text = EventSql.LAST_CHECKPOINT.with(Parameter.of(upTo.value(), SqlTypes.BIGINT, "up_to"));
        return events.listInOrder(new FixedQuery<>(
                        text, EventColumns.LAST_CHECKPOINT, row -> Checkpoint.parse(row.get(EventColumns.REACHED))))
                .get(0);
    }

    Optional<StreamInfo> info(StreamId stream) {
        events.requireTenant("A stream");
        SqlText text = EventSql.INFO.with(
                events.tenantParameter(), EventSession.categoryParameter(stream), EventSession.streamParameter(stream));
        return events.list(new FixedQuery<>(text, EventColumns.INFO, row -> info(row, stream))).stream()
                .findFirst();
    }

    List<StreamInfo> streams(StreamsQuery query) {
        events.requireTenant("A list of streams");
        SqlText text = events.store()
                .text(new StreamsText(query.limit()))
                .with(
                        events.tenantParameter(),
                        Parameter.of(query.category(), SqlTypes.TEXT, "category"),
                        Parameter.of(query.after(), SqlTypes.TEXT, "stream"));
        return List.copyOf(events.list(new FixedQuery<>(
                text,
                EventColumns.STREAMS,
                row -> info(row, new StreamId(query.category(), row.get(EventColumns.STREAM_ID))))));
    }

    private static StreamInfo info(Row row, StreamId stream) {
        return new StreamInfo(
                stream,
                row.get(EventColumns.VERSION),
                row.get(EventColumns.FIRST_VERSION),
                EventSession.state(row.get(EventColumns.STATE)),
                row.get(EventColumns.CREATED_AT),
                row.get(EventColumns.RECORDED_AT));
    }
}
