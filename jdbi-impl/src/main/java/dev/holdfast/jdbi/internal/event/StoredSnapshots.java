package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.LONGS;
import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.event.LastRead;
import dev.holdfast.event.Snapshot;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamPage;
import dev.holdfast.event.Tail;
import dev.holdfast.event.TailEvent;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Snapshots, and the events behind them. */
record StoredSnapshots(EventSession events) {

    private static final System.Logger LOG = System.getLogger(SessionEvents.class.getName());

    void register(Snapshots<?> snapshots) {
        events.store()
                .values()
                .check(
                        "the snapshot \"" + snapshots.name() + "\" at schema version " + snapshots.version(),
                        snapshots.type());
    }

    <S, E> Tail<S, E> load(StreamId stream, Class<E> type, @Nullable Snapshots<S> snapshots, int limit) {
        LoadText text = new LoadText(snapshots != null, events.store().isPersonal(), events.ignores(), limit);
        return load(stream, type, snapshots, text);
    }

    /**
     * Narrow reads leave out what hardly any stream has; where there is some all the same, the stream is read once more.
     *
     * @param snapshots null for none, whether they were asked for or can't be believed
     */
    private <S, E> Tail<S, E> load(
            StreamId stream, Class<E> type, @Nullable Snapshots<S> snapshots, LoadText text) {
        Object own = events.requireTenant("A stream");
        List<Row> rows = rows(stream, snapshots, text);
        Row first = first(rows);
        if (first == null) {
            return new Tail<>(0, 1, null, StreamPage.empty());
        }
        long snapshotVersion = snapshotVersion(first, snapshots);
        long begin = Math.max(first.get(EventColumns.FIRST_VERSION), snapshotVersion + 1);
        List<StoredData> stored = new ArrayList<>(rows.size());
        long tooLarge = Long.MAX_VALUE;
        for (Row row : rows) {
            long version = row.get(EventColumns.VERSION);
            if (row != first && version < begin) {
                if (version == snapshotVersion
                        && !row.get(EventColumns.EVENT_ID).equals(first.get(EventColumns.EVENT_ID))) {
                    return load(stream, type, null, text); // of an event that was undone
                }
            } else if (!text.wide() && row.getOrNull(EventColumns.WIDER) != null) {
                return load(stream, type, snapshots, text.widened());
            } else if (row != first && EventColumns.fits(row)) {
                stored.add(EventColumns.folded(row, stream, text.isWithIds()));
            } else if (row != first) {
                tooLarge = Math.min(tooLarge, version);
            }
        }
        stored.sort(Comparator.comparingLong(StoredData::version));
        if (tooLarge < Long.MAX_VALUE) { // the page ends before it
            long end = tooLarge;
            stored.removeIf(event -> event.version() > end);
        }
        boolean more = tooLarge < Long.MAX_VALUE || rows.size() > text.limit();
        Snapshot<S> snapshot = null;
        if (snapshots != null && snapshotVersion > 0) {
            snapshot = readable(stream, first, snapshots);
            if (snapshot == null) {
                return load(stream, type, null, text);
            }
        }
        return new Tail<>(
                first.get(EventColumns.VERSION),
                first.get(EventColumns.FIRST_VERSION),
                snapshot,
                tail(stored, more, own, type));
    }

    private List<Row> rows(StreamId stream, @Nullable Snapshots<?> snapshots, LoadText load) {
        SqlText text = events.store()
                .text(load)
                .with(
                        events.tenantParameter(),
                        EventSession.categoryParameter(stream),
                        EventSession.streamParameter(stream),
                        Parameter.of(snapshots == null ? null : snapshots.name(), SqlTypes.TEXT, "snapshot"),
                        Parameter.of(
                                snapshots == null ? null : snapshots.version(), SqlTypes.INTEGER, "schema_version"),
                        events.ignoredParameter());
        return events.list(new FixedQuery<>(text, load.shape(), row -> row));
    }

    /** The stream's own row; null where there is no stream. */
    private static @Nullable Row first(List<Row> rows) {
        for (Row row : rows) {
            if (row.getOrNull(EventColumns.FIRST_VERSION) != null) {
                return row;
            }
        }
        return null;
    }

    /** 0 where there is none. */
    private static long snapshotVersion(Row first, @Nullable Snapshots<?> snapshots) {
        Long version = snapshots == null ? null : first.getOrNull(EventColumns.SNAPSHOT_VERSION);
        return version == null ? 0 : version;
    }

    private <E> StreamPage<TailEvent<E>> tail(List<StoredData> stored, boolean more, Object tenant, Class<E> type) {
        StoredData last = stored.isEmpty() ? null : stored.get(stored.size() - 1);
        return new StreamPage<>(
                events.tail(stored, tenant, type),
                stored.size(),
                last == null ? null : new LastRead(last.version(), last.id()),
                more);
    }

    /** A snapshot is never needed: whatever makes it unreadable, the events tell the same. Null where it is. */
    private <S> @Nullable Snapshot<S> readable(StreamId stream, Row row, Snapshots<S> snapshots) {
        try {
            return snapshot(stream, row, snapshots);
        } catch (DatabaseException failure) { // the keys' table: what follows would fail as well
            throw failure;
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The snapshot \"" + snapshots.name() + "\" of " + stream + " at version "
                            + row.get(EventColumns.SNAPSHOT_VERSION) + " can't be read ("
                            + failure.getClass().getSimpleName()
                            + "), so its events are read instead: raise Snapshots.version(…) where the state's class has"
                            + " changed");
            return null;
        }
    }

    private <S> Snapshot<S> snapshot(StreamId stream, Row row, Snapshots<S> snapshots) {
        long version = row.get(EventColumns.SNAPSHOT_VERSION);
        SealedMembers sealed = EventColumns.members(row);
        Set<Long> keyIds = sealed.keyIds();
        SealedMembers.Opened opened = sealed.isEmpty()
                ? SealedMembers.Opened.NOTHING
                : sealed.open(
                        MemberCells.SNAPSHOT,
                        String.valueOf(events.tenant()),
                        snapshots.members(),
                        member -> snapshotKey(stream, version, snapshots, member),
                        events.session().protector().opener(keyIds));
        S state = snapshots
                .type()
                .cast(events.store().values().decode(row.get(EventColumns.DATA), snapshots.type(), opened.members()));
        List<Long> all = row.getOrNull(EventColumns.KEY_IDS);
        return new Snapshot<>(stream, version, state, all == null ? Set.of() : new HashSet<>(all));
    }

    private static List<String> snapshotKey(StreamId stream, long version, Snapshots<?> snapshots, String member) {
        return List.of(
                stream.category(),
                stream.id(),
                snapshots.name(),
                Integer.toString(snapshots.version()),
                Long.toString(version),
                member);
    }

    /** Stores a snapshot, unless a newer one is there, or its events aren't. */
    <S> void store(Snapshot<S> snapshot, LastRead last, Snapshots<S> snapshots) {
        StreamId stream = snapshot.stream();
        EncodedValue encoded = events.store()
                .values()
                .encode(
                        snapshot.state(),
                        snapshots.type(),
                        snapshots.members(),
                        "The snapshot \"" + snapshots.name() + "\"",
                        member -> snapshotKey(stream, snapshot.version(), snapshots, member.name()));
        if (!encoded.members().isEmpty() && !events.store().encrypts()) {
            throw new SchemaException(
                    "The snapshot \"" + snapshots.name() + "\" has members marked @Personal, and this"
                            + " Holdfast was built without encryption: give .encryption(Encryption.with(keyring)) to the builder");
        }
        Object[] cells = encoded.members().stream().map(SealedMember::cell).toArray();
        SqlType<?> cellsType = cells.length == 0 ? EventColumns.BYTES : SqlTypes.array(MemberCells.SNAPSHOT);
        SqlText text = EventSql.STORE.with(
                Parameter.of(snapshot.version(), SqlTypes.BIGINT, "version"),
                Parameter.of(last.version(), SqlTypes.BIGINT, "last_version"),
                Parameter.of(last.id(), SqlTypes.UUID, "last"),
                events.ignoredParameter(),
                Parameter.of(snapshots.name(), SqlTypes.TEXT, "snapshot"),
                Parameter.of(snapshots.version(), SqlTypes.INTEGER, "schema_version"),
                Parameter.of(encoded.json(), SqlTypes.TEXT, "state"),
                Parameter.of(encoded.members().stream().map(SealedMember::name).toArray(), TEXTS, "member"),
                Parameter.of(
                        encoded.members().stream().map(SealedMember::subject).toArray(), TEXTS, "subject"),
                Parameter.of(cells, cellsType, "cell"),
                Parameter.of(snapshot.keyIds().toArray(), LONGS, "key_id"),
                events.tenantParameter(),
                EventSession.categoryParameter(stream),
                EventSession.streamParameter(stream));
        events.list(new FixedQuery<>(text, EventColumns.STORED_SNAPSHOT, row -> row));
    }
}
