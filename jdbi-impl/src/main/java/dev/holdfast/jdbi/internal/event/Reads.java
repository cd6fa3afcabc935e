package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;

import dev.holdfast.event.EventPage;
import dev.holdfast.event.LogQuery;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.StreamQuery;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.internal.Parameter;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads of one stream and of all of them. */
record Reads(EventSession events) {

    <E> List<RecordedEvent<E>> list(StreamQuery<E> query) {
        Object own = events.requireTenant("A read of a stream");
        boolean bounded = query.until() != null;
        boolean ignoring = events.store().ignored().length > 0;
        String sql = events.store()
                .text(
                        List.of("stream", query.backwards(), bounded, query.limit()),
                        () -> EventSql.stream(query.backwards(), bounded, ignoring, query.limit()));
        List<Parameter> parameters = new ArrayList<>();
        for (int branch = 0; branch < 2; branch++) {
            parameters.add(events.tenantParameter());
            parameters.add(Parameter.of(query.from(), SqlTypes.BIGINT, "from"));
            parameters.add(Parameter.of(query.to(), SqlTypes.BIGINT, "to"));
            if (bounded) {
                parameters.add(Parameter.of(query.until(), SqlTypes.TIMESTAMPTZ, "until"));
            }
            events.addIgnored(parameters);
        }
        events.addStream(parameters, query.stream());
        StreamId stream = query.stream();
        List<StoredEvent> stored = events.list(new FixedQuery<>(
                EventSession.text(sql, parameters, true, 0),
                EventColumns.STREAM,
                row -> EventColumns.event(row, own, stream)));
        return events.decoded(stored, query.type());
    }

    <E> EventPage<E> page(LogQuery<E> query) {
        Set<String> names = names(query);
        boolean filtered = !names.isEmpty();
        boolean ignoring = events.store().ignored().length > 0;
        boolean categories = !query.categories().isEmpty();
        String sql = events.store()
                .text(
                        List.of("log", events.tenant() != null, filtered, categories, query.archived(), query.limit()),
                        () -> EventSql.log(
                                events.tenant() != null,
                                filtered,
                                ignoring,
                                categories,
                                query.archived(),
                                query.limit()));
        List<Parameter> parameters = new ArrayList<>();
        events.addTenantTwice(parameters);
        for (int branch = 0; branch < (query.archived() ? 2 : 1); branch++) {
            if (categories) {
                parameters.add(Parameter.of(query.categories().toArray(), TEXTS, "category"));
            }
            if (events.tenant() != null) {
                parameters.add(events.tenantParameter());
            }
            parameters.add(Parameter.of(query.after().value(), SqlTypes.BIGINT, "after"));
            if (filtered) {
                parameters.add(Parameter.of(names.toArray(), TEXTS, "type"));
            }
            events.addIgnored(parameters);
        }
        ResultColumn<?> tenantColumn = new ResultColumn<>("tenant_id", events.tenantType());
        List<Row> rows = events.list(new FixedQuery<>(
                EventSession.text(sql, parameters, true, 1), EventColumns.log(tenantColumn), row -> row));
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
        return names;
    }

    private <E> EventPage<E> page(LogQuery<E> query, List<Row> rows, ResultColumn<?> tenantColumn) {
        List<StoredEvent> stored = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.getOrNull(EventColumns.VERSION) != null) {
                stored.add(EventColumns.event(
                        row,
                        row.get(tenantColumn),
                        new StreamId(row.get(EventColumns.CATEGORY), row.get(EventColumns.STREAM_ID))));
            }
        }
        boolean full = stored.size() >= query.limit();
        long reached =
                full ? stored.get(stored.size() - 1).position() : rows.get(0).get(EventColumns.LAST);
        Position position = new Position(Math.max(query.after().value(), reached));
        return new EventPage<>(events.decoded(stored, query.type()), position, !full);
    }

    Position lastPosition() {
        String sql = events.store()
                .text(List.of("last", events.tenant() != null), () -> EventSql.lastPosition(events.tenant() != null));
        List<Parameter> parameters = new ArrayList<>();
        events.addTenantTwice(parameters);
        return events.list(new FixedQuery<>(
                        EventSession.text(sql, parameters, true, 1),
                        EventColumns.LAST_POSITION,
                        row -> new Position(row.get(EventColumns.LAST))))
                .get(0);
    }

    Optional<StreamInfo> info(StreamId stream) {
        events.requireTenant("A stream");
        List<Parameter> parameters = new ArrayList<>();
        events.addStream(parameters, stream);
        return events
                .list(new FixedQuery<>(
                        EventSession.text(EventSql.INFO, parameters, true, 0),
                        EventColumns.INFO,
                        row -> new StreamInfo(
                                stream,
                                row.get(EventColumns.VERSION),
                                row.get(EventColumns.FIRST_VERSION),
                                EventSession.state(row.get(EventColumns.STATE)),
                                row.get(EventColumns.CREATED_AT),
                                row.get(EventColumns.RECORDED_AT))))
                .stream()
                .findFirst();
    }
}
