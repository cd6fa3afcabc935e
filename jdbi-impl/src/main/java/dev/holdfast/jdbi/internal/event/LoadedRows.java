package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.StreamId;
import dev.holdfast.query.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes in the rows of a load, each as it comes, so that none of them has to be kept. Used by one thread. */
final class LoadedRows {

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

    /** Returns whether the row is an event's. */
    boolean take(Row row) {
        widerNeeded |= !text.wide() && row.getOrNull(EventColumns.WIDER) != null;
        if (row.getOrNull(EventColumns.FIRST_VERSION) != null) {
            own = row;
            return false;
        }
        read++;
        if (EventColumns.fits(row)) {
            StoredData event = EventColumns.folded(row, stream, text);
            inOrder &= events.isEmpty() || events.get(events.size() - 1).version() < event.version();
            events.add(event);
        } else {
            tooLarge = Math.min(tooLarge, row.get(EventColumns.VERSION));
        }
        return true;
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

    /** Whether the snapshot is of an event that isn't there any more, while there is another one of its version. */
    boolean isSnapshotOfAnother() {
        long version = snapshotVersion();
        if (version == 0) {
            return false;
        }
        UUID id = Objects.requireNonNull(own).get(EventColumns.EVENT_ID);
        return events.stream().anyMatch(event -> event.version() == version && !id.equals(event.id()));
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
