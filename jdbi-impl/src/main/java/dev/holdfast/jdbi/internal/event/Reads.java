package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;

import dev.holdfast.event.EventPage;
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
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads of one stream and of all of them. */
record Reads(EventSession events) {

    private static final String READ = "A read of a stream";

    <E> List<RecordedEvent<E>> list(StreamQuery<E> query) {
        return decoded(
                query,
                rows(query, false, query.limit()).stream().sorted(order(query)).toList());
    }

    <E> StreamPage<E> page(StreamQuery<E> query) {
        FittingRows rows = FittingRows.read(query.limit(), order(query), limit -> rows(query, true, limit));
        return new StreamPage<>(decoded(query, rows.events()), rows.more());
    }

    private static Comparator<Row> order(StreamQuery<?> query) {
        Comparator<Row> forwards = FittingRows.by(EventColumns.VERSION);
        return query.backwards() ? forwards.reversed() : forwards;
    }

    private <E> List<RecordedEvent<E>> decoded(StreamQuery<E> query, List<Row> rows) {
        Object own = events.requireTenant(READ);
        List<StoredEvent> stored = rows.stream()
                .map(row -> EventColumns.event(row, own, query.stream()))
                .toList();
        return events.decoded(stored, query.type());
    }

    private List<Row> rows(StreamQuery<?> query, boolean paged, int limit) {
        events.requireTenant(READ);
        StreamId stream = query.stream();
        SqlText text = events.store()
                .text(new StreamText(query.backwards(), query.until() != null, events.ignores(), paged, limit))
                .with(
                        events.tenantParameter(),
                        EventSession.categoryParameter(stream),
                        EventSession.streamParameter(stream),
                        Parameter.of(query.from(), SqlTypes.BIGINT, "from"),
                        Parameter.of(query.to(), SqlTypes.BIGINT, "to"),
                        Parameter.of(query.until(), SqlTypes.TIMESTAMPTZ, "until"),
                        events.ignoredParameter());
        return events.list(new FixedQuery<>(text, EventColumns.STREAM, row -> row));
    }

    <E> EventPage<E> page(LogQuery<E> query) {
        Set<String> names = names(query);
        ResultColumn<?> tenantColumn = new ResultColumn<>("tenant_id", events.tenantType());
        return page(
                query,
                FittingRows.read(
                        query.limit(),
                        FittingRows.by(EventColumns.POSITION),
                        limit -> rows(query, names, tenantColumn, limit)),
                tenantColumn);
    }

    private List<Row> rows(LogQuery<?> query, Set<String> names, ResultColumn<?> tenantColumn, int limit) {
        SqlText text = events.store()
                .text(new LogText(
                        events.tenant() != null,
                        names,
                        events.ignores(),
                        !query.categories().isEmpty(),
                        query.archived(),
                        limit))
                .with(
                        events.tenantParameter(),
                        Parameter.of(query.after().value(), SqlTypes.BIGINT, "after"),
                        Parameter.of(query.categories().toArray(), TEXTS, "category"),
                        events.ignoredParameter());
        return events.list(new FixedQuery<>(text, EventColumns.log(tenantColumn), row -> row));
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

    private <E> EventPage<E> page(LogQuery<E> query, FittingRows rows, ResultColumn<?> tenantColumn) {
        List<Row> found = rows.events();
        long reached = rows.more()
                ? found.get(found.size() - 1).get(EventColumns.POSITION)
                : Objects.requireNonNull(rows.first()).get(EventColumns.LAST);
        Position position = new Position(Math.max(query.after().value(), reached));
        return new LenientDecoding(events, tenantColumn).page(found, query.type(), position, !rows.more());
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
