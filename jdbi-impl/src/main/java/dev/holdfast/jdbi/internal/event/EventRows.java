package dev.holdfast.jdbi.internal.event;

import dev.holdfast.expression.Selectable;
import dev.holdfast.query.RowReader;
import dev.holdfast.query.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes in the rows of a page, each as it comes; one without a version is no event. Used by one thread. */
final class EventRows {

    private final PlacedColumn<Long> version;
    private final PlacedColumn<Long> position;
    private final PlacedColumn<Instant> recordedAt;
    private final PlacedColumn<UUID> id;
    private final PlacedColumn<String> type;
    private final PlacedColumn<Integer> schemaVersion;
    private final PlacedColumn<String> data;
    private final PlacedColumn<String> metadata;
    private final MemberColumns members;
    private final @Nullable Names names;
    private final Shape shape;
    private final Comparator<EventRow> order;
    private final List<EventRow> events = new ArrayList<>();
    private @Nullable LogHead head;
    private boolean inOrder = true;

    private EventRows(Shape shape, Comparator<EventRow> order, @Nullable Names names) {
        this.shape = shape;
        this.order = order;
        this.names = names;
        this.version = PlacedColumn.of(shape, EventColumns.VERSION);
        this.position = PlacedColumn.of(shape, EventColumns.POSITION);
        this.recordedAt = PlacedColumn.of(shape, EventColumns.RECORDED_AT);
        this.id = PlacedColumn.of(shape, EventColumns.EVENT_ID);
        this.type = PlacedColumn.of(shape, EventColumns.TYPE);
        this.schemaVersion = PlacedColumn.of(shape, EventColumns.SCHEMA_VERSION);
        this.data = PlacedColumn.of(shape, EventColumns.DATA);
        this.metadata = PlacedColumn.of(shape, EventColumns.METADATA);
        this.members = MemberColumns.of(shape);
    }

    /** Of one stream. */
    static EventRows ofStream(boolean backwards) {
        Comparator<EventRow> forwards = Comparator.comparingLong(EventRow::version);
        return new EventRows(EventColumns.STREAM, backwards ? forwards.reversed() : forwards, null);
    }

    /** Of all streams, whose tenants are of a type. */
    static EventRows ofLog(Selectable<?> tenant) {
        Shape shape = EventColumns.log(tenant);
        return new EventRows(
                shape, Comparator.comparingLong(EventRow::position), new Names(shape, PlacedColumn.of(shape, tenant)));
    }

    /** Whose an event of the log is, and what stands about the page in each of its rows. */
    private record Names(
            PlacedColumn<?> tenant,
            PlacedColumn<String> category,
            PlacedColumn<String> streamId,
            PlacedColumn<String> refused,
            PlacedColumn<String> refusedEnd,
            PlacedColumn<String> reached) {

        Names(Shape shape, PlacedColumn<?> tenant) {
            this(
                    tenant,
                    PlacedColumn.of(shape, EventColumns.CATEGORY),
                    PlacedColumn.of(shape, EventColumns.STREAM_ID),
                    PlacedColumn.of(shape, EventColumns.REFUSED),
                    PlacedColumn.of(shape, EventColumns.REFUSED_END),
                    PlacedColumn.of(shape, EventColumns.REACHED));
        }
    }

    /**
     * What stands about a page of all streams in its first row.
     *
     * @param refused why its checkpoint doesn't fit; null where it does
     * @param refusedEnd the same about the one where it ends
     * @param reached how far may be read; null where its end was given
     */
    record LogHead(
            @Nullable String refused,
            @Nullable String refusedEnd,
            @Nullable String reached) {}

    Shape shape() {
        return shape;
    }

    void take(RowReader row) {
        Names own = names;
        if (own != null && head == null) {
            head = new LogHead(own.refused.orNull(row), own.refusedEnd.orNull(row), own.reached.orNull(row));
        }
        Long number = version.orNull(row);
        if (number == null) {
            return;
        }
        EventRow event = new EventRow(
                own == null ? null : own.tenant.orNull(row),
                own == null ? null : own.category.orNull(row),
                own == null ? null : own.streamId.orNull(row),
                number,
                position.in(row),
                recordedAt.in(row),
                id.in(row),
                type.in(row),
                schemaVersion.in(row),
                data.orNull(row),
                metadata.orNull(row),
                members.in(row));
        inOrder &= events.isEmpty() || order.compare(events.get(events.size() - 1), event) < 0;
        events.add(event);
    }

    /** Null before the first row, and of one stream. */
    @Nullable
    LogHead head() {
        return head;
    }

    /** The events in their order, which the statement mostly gives. */
    List<EventRow> events() {
        if (!inOrder) {
            events.sort(order);
            inOrder = true;
        }
        return events;
    }
}
