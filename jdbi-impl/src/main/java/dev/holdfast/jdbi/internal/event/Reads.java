package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;

import dev.holdfast.event.EventPage;
import dev.holdfast.event.LogQuery;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.StreamQuery;
import dev.holdfast.event.StreamsQuery;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads of one stream and of all of them. */
record Reads(EventSession events) {

    <E> List<RecordedEvent<E>> list(StreamQuery<E> query) {
        Object own = events.requireTenant("A read of a stream");
        StreamId stream = query.stream();
        SqlText text = events.store()
                .text(new StreamText(query.backwards(), query.until() != null, events.ignores(), query.limit()))
                .with(
                        events.tenantParameter(),
                        EventSession.categoryParameter(stream),
                        EventSession.streamParameter(stream),
                        Parameter.of(query.from(), SqlTypes.BIGINT, "from"),
                        Parameter.of(query.to(), SqlTypes.BIGINT, "to"),
                        Parameter.of(query.until(), SqlTypes.TIMESTAMPTZ, "until"),
                        events.ignoredParameter());
        List<StoredEvent> stored =
                events.list(new FixedQuery<>(text, EventColumns.STREAM, row -> EventColumns.event(row, own, stream)));
        return events.decoded(stored, query.type());
    }

    <E> EventPage<E> page(LogQuery<E> query) {
        Set<String> names = names(query);
        SqlText text = events.store()
                .text(new LogText(
                        events.tenant() != null,
                        names,
                        events.ignores(),
                        !query.categories().isEmpty(),
                        query.archived(),
                        query.limit()))
                .with(
                        events.tenantParameter(),
                        Parameter.of(query.after().value(), SqlTypes.BIGINT, "after"),
                        Parameter.of(query.categories().toArray(), TEXTS, "category"),
                        events.ignoredParameter());
        ResultColumn<?> tenantColumn = new ResultColumn<>("tenant_id", events.tenantType());
        List<Row> rows = events.list(new FixedQuery<>(text, EventColumns.log(tenantColumn), row -> row));
        return page(query, rows, tenantColumn);
    }

    /** The names that are wanted; empty for all. A class that has none would let a reader pass by what it waits for. */
    private Set<String> names(LogQuery<?> query) {
        Set<String> names = new HashSet<>(query.names());
        boolean ofItsType = names.isEmpty() && query.types().isEmpty() && query.type() != Object.class;
        for (Class<?> type : ofItsType ? List.<Class<?>>of(query.type()) : query.types()) {
            Set<String> found = events.store().types().namesOf(List.of(type));
            if (found.isEmpty()) {
                throw UnknownEventTypeException.ofReader(type);
            }
            names.addAll(found);
        }
        names.forEach(name -> Gate.text("The name of an event's type", name));
        return names;
    }

    private <E> EventPage<E> page(LogQuery<E> query, List<Row> rows, ResultColumn<?> tenantColumn) {
        List<Row> found = rows.stream()
                .filter(row -> row.getOrNull(EventColumns.VERSION) != null)
                .toList();
        boolean full = found.size() >= query.limit();
        long reached = full
                ? found.get(found.size() - 1).get(EventColumns.POSITION)
                : rows.get(0).get(EventColumns.LAST);
        Position position = new Position(Math.max(query.after().value(), reached));
        return new LenientDecoding(events, tenantColumn).page(found, query.type(), position, !full);
    }

    Position lastPosition() {
        SqlText text = events.store()
                .text(new LastPositionText(events.tenant() != null))
                .with(events.tenantParameter());
        return events.list(new FixedQuery<>(
                        text, EventColumns.LAST_POSITION, row -> new Position(row.get(EventColumns.LAST))))
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
