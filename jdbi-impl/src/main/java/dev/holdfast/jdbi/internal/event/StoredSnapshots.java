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
        boolean personal = events.store().isPersonal(type)
                || (snapshots != null && !snapshots.members().isEmpty());
        return load(stream, type, snapshots, new LoadText(snapshots != null, personal, events.ignores(), limit));
    }

    /**
     * Narrow reads leave out what hardly any stream has; where there is some all the same, the stream is read once more.
     *
     * @param snapshots null for none, whether none were asked for or can be believed
     */
    private <S, E> Tail<S, E> load(StreamId stream, Class<E> type, @Nullable Snapshots<S> snapshots, LoadText text) {
        Object tenant = events.requireTenant("A stream");
        LoadedRows rows = rows(stream, snapshots, text);
        Row own = rows.own();
        if (own == null) {
            return new Tail<>(0, 1, null, StreamPage.empty());
        }
        if (rows.isWiderNeeded()) {
            return load(stream, type, snapshots, text.widened());
        }
        Snapshot<S> snapshot = null;
        if (snapshots != null && rows.snapshotVersion() > 0) {
            snapshot = rows.isSnapshotOfAnother() ? null : readable(stream, own, snapshots, text);
            if (snapshot == null) {
                return load(stream, type, null, text);
            }
        }
        long first = own.get(EventColumns.FIRST_VERSION);
        List<StoredData> stored = rows.from(Math.max(first, rows.snapshotVersion() + 1));
        StoredData last = stored.isEmpty() ? null : stored.get(stored.size() - 1);
        StreamPage<TailEvent<E>> page = new StreamPage<>(
                events.tail(stored, tenant, type, text.wide()),
                stored.size(),
                last == null ? null : new LastRead(last.version(), last.id()),
                rows.more());
        return new Tail<>(own.get(EventColumns.VERSION), first, snapshot, page);
    }

    private LoadedRows rows(StreamId stream, @Nullable Snapshots<?> snapshots, LoadText load) {
        LoadedRows rows = new LoadedRows(stream, load);
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
        events.list(new TakenQuery(text, load.shape(), rows::take));
        return rows;
    }

    /** A snapshot is never needed: whatever makes it unreadable, the events tell the same. Null where it is. */
    private <S> @Nullable Snapshot<S> readable(StreamId stream, Row row, Snapshots<S> snapshots, LoadText text) {
        try {
            return snapshot(stream, row, snapshots, text);
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

    private <S> Snapshot<S> snapshot(StreamId stream, Row row, Snapshots<S> snapshots, LoadText text) {
        long version = row.get(EventColumns.SNAPSHOT_VERSION);
        SealedMembers sealed = text.wide() ? EventColumns.members(row) : SealedMembers.NONE;
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
        List<Long> all = text.wide() ? row.getOrNull(EventColumns.KEY_IDS) : null;
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
