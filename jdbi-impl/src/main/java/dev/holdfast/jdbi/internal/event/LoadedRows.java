package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.StreamId;
import dev.holdfast.expression.Selectable;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes in the rows of a load, each as it comes, so that none of them has to be kept. Used by one thread. */
final class LoadedRows {

    private static final PlacedColumn<Long> VERSION = column(EventColumns.VERSION);
    private static final PlacedColumn<String> TYPE = column(EventColumns.TYPE);
    private static final PlacedColumn<String> DATA = column(EventColumns.DATA);
    private static final PlacedColumn<Integer> SCHEMA_VERSION = column(EventColumns.SCHEMA_VERSION);
    private static final PlacedColumn<Boolean> WIDER = column(EventColumns.WIDER);
    private static final PlacedColumn<UUID> EVENT_ID = column(EventColumns.EVENT_ID);
    private static final MemberColumns MEMBERS = MemberColumns.of(EventColumns.LOAD_WIDE);

    /** Of the widest shape, with which the narrower ones begin. */
    private static <T> PlacedColumn<T> column(Selectable<T> column) {
        return PlacedColumn.of(EventColumns.LOAD_WIDE, column);
    }

    private final StreamId stream;
    private final LoadText text;
    private final List<StoredData> events = new ArrayList<>();
    private boolean inOrder = true;
    private @Nullable Row own;
    private boolean widerNeeded;
    private int read;
    private long tooLarge = Long.MAX_VALUE;

    LoadedRows(StreamId stream, LoadText text) {
        this.stream = stream;
        this.text = text;
    }

    /** Takes in a row: of an event, which has a type, or of the stream itself. */
    void take(RowReader row) {
        widerNeeded |= !text.wide() && WIDER.orNull(row) != null;
        String type = TYPE.orNull(row);
        if (type == null) {
            own = text.shape().read(row);
            return;
        }
        read++;
        long version = VERSION.in(row);
        String data = DATA.orNull(row);
        if (data == null) {
            tooLarge = Math.min(tooLarge, version);
            return;
        }
        inOrder &= events.isEmpty() || events.get(events.size() - 1).version() < version;
        Integer schemaVersion = SCHEMA_VERSION.orNull(row);
        events.add(new StoredData(
                stream,
                version,
                text.isWithIds() ? EVENT_ID.orNull(row) : null,
                type,
                schemaVersion == null ? 1 : schemaVersion,
                data,
                text.wide() ? MEMBERS.in(row) : SealedMembers.NONE));
    }

    /** Whether only a wide read gives all. */
    boolean isWiderNeeded() {
        return widerNeeded;
    }

    /** The stream's own; null where there is no stream. */
    @Nullable
    Row own() {
        return own;
    }

    /** The snapshot's; 0 where there is none. */
    long snapshotVersion() {
        Long version = own == null || !text.isWithIds() ? null : own.getOrNull(EventColumns.SNAPSHOT_VERSION);
        return version == null ? 0 : version;
    }

    /**
     * Whether the snapshot is of an event that isn't there any more, while there is another one of its version; one whose event
     * didn't come isn't told from that.
     */
    boolean isSnapshotOfAnother() {
        long version = snapshotVersion();
        if (version == 0) {
            return false;
        }
        UUID id = Objects.requireNonNull(own).get(EventColumns.EVENT_ID);
        return tooLarge == version
                || events.stream().anyMatch(event -> event.version() == version && !id.equals(event.id()));
    }

    /** The events from a version on, in their order, as far as they go into a page. */
    List<StoredData> from(long begin) {
        if (!inOrder) {
            events.sort(Comparator.comparingLong(StoredData::version));
        }
        boolean all =
                tooLarge == Long.MAX_VALUE && (events.isEmpty() || events.get(0).version() >= begin);
        if (!all) {
            events.removeIf(event -> event.version() < begin || event.version() > tooLarge);
        }
        return events;
    }

    /** Whether others may follow. */
    boolean more() {
        return tooLarge < Long.MAX_VALUE || read >= text.limit();
    }
}
