package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.StreamId;
import dev.holdfast.expression.Selectable;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowReader;
import dev.holdfast.sql.SqlType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes in the rows of a load, each as it comes, so that none of them has to be kept. Used by one thread. */
final class LoadedRows {

    private static final Column<Long> VERSION = new Column<>(EventColumns.VERSION);
    private static final Column<String> TYPE = new Column<>(EventColumns.TYPE);
    private static final Column<String> DATA = new Column<>(EventColumns.DATA);
    private static final Column<Integer> SCHEMA_VERSION = new Column<>(EventColumns.SCHEMA_VERSION);
    private static final Column<Boolean> WIDER = new Column<>(EventColumns.WIDER);
    private static final Column<UUID> EVENT_ID = new Column<>(EventColumns.EVENT_ID);
    private static final Column<List<String>> MEMBERS = new Column<>(EventColumns.MEMBERS);
    private static final Column<List<String>> SUBJECTS = new Column<>(EventColumns.SUBJECTS);
    private static final Column<List<byte[]>> CELLS = new Column<>(EventColumns.CELLS);

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
        widerNeeded |= !text.wide() && WIDER.of(row) != null;
        String type = TYPE.of(row);
        if (type == null) {
            own = text.shape().read(row);
            return;
        }
        read++;
        long version = Objects.requireNonNull(VERSION.of(row));
        String data = DATA.of(row);
        if (data == null) {
            tooLarge = Math.min(tooLarge, version);
            return;
        }
        inOrder &= events.isEmpty() || events.get(events.size() - 1).version() < version;
        Integer schemaVersion = SCHEMA_VERSION.of(row);
        events.add(new StoredData(
                stream,
                version,
                text.isWithIds() ? EVENT_ID.of(row) : null,
                type,
                schemaVersion == null ? 1 : schemaVersion,
                data,
                text.wide() ? members(row) : SealedMembers.NONE));
    }

    private static SealedMembers members(RowReader row) {
        List<String> names = MEMBERS.of(row);
        return names == null ? SealedMembers.NONE : new SealedMembers(names, SUBJECTS.of(row), CELLS.of(row));
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

    /** A column of {@link EventColumns#LOAD_WIDE}, with which the narrower shapes begin; read by its place. */
    private record Column<T>(int place, SqlType<?> type) {

        Column(Selectable<T> column) {
            this(EventColumns.LOAD_WIDE.selected().indexOf(column) + 1, column.type());
        }

        @SuppressWarnings("unchecked") // as Row does
        @Nullable
        T of(RowReader row) {
            return (T) row.read(place, type);
        }
    }
}
