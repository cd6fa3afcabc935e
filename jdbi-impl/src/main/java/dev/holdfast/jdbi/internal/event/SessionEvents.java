package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.LONGS;
import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;

import dev.holdfast.Transaction;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventIdReusedException;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventRunner;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.LogQuery;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.PartialDuplicateException;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshot;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamClosedException;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.StreamMissingException;
import dev.holdfast.event.StreamQuery;
import dev.holdfast.event.StreamState;
import dev.holdfast.event.Tail;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.StatementRunner;
import dev.holdfast.sql.Parameter;
import dev.holdfast.sql.SealedCell;
import dev.holdfast.sql.SqlText;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The events of a session. Of the session's thread-safety. */
public final class SessionEvents implements EventRunner {

    private static final System.Logger LOG = System.getLogger(SessionEvents.class.getName());
    private static final Set<String> NOT_THERE = Set.of("42883", "42P01", "3F000");

    private final EventStore store;
    private final StatementRunner session;
    private final @Nullable Object tenant;
    private final Opener opener;
    private final AfterCommit afterCommit;

    /**
     * For a session.
     *
     * @param tenant null across tenants
     */
    public SessionEvents(
            EventStore store,
            StatementRunner session,
            @Nullable Object tenant,
            Opener opener,
            AfterCommit afterCommit) {
        this.store = store;
        this.session = session;
        this.tenant = tenant;
        this.opener = opener;
        this.afterCommit = afterCommit;
    }

    @Override
    public List<AppendResult> append(List<StreamAppend> appends, EventMetadata metadata) {
        requireTenant("An append");
        requireDistinct(appends);
        FixedQuery<Row> append = new AppendBatch(store.events(), appends, metadata).query();
        Row row;
        try {
            row = appended(append);
        } catch (SerializationFailureException lost) {
            throw conflicting(appends, lost);
        }
        String outcome = row.get(EventColumns.OUTCOME);
        return switch (outcome) {
            case "appended", "duplicate" -> results(appends, row, outcome.equals("duplicate"));
            case "conflict" -> {
                StreamAppend failed = appends.get(row.get(EventColumns.PLACE) - 1);
                throw new VersionConflictException(
                        failed.stream(), failed.expected(), row.get(EventColumns.ACTUAL), this, null);
            }
            case "partial" -> throw partial(appends, row.get(EventColumns.KNOWN));
            case "reused" ->
                throw new EventIdReusedException(
                        row.get(EventColumns.KNOWN).get(0),
                        new StreamId(row.get(EventColumns.KNOWN_CATEGORY), row.get(EventColumns.KNOWN_STREAM)));
            default ->
                throw new StreamClosedException(appends.get(row.get(EventColumns.PLACE) - 1).stream(), state(outcome));
        };
    }

    /**
     * One id for two streams at the same moment is a unique violation for the later one; asked again, the store says whose it
     * is. A transaction has failed by then.
     */
    private Row appended(FixedQuery<Row> append) {
        try {
            return list(append).get(0);
        } catch (UniqueViolationException raced) {
            if (session instanceof Transaction) {
                throw raced;
            }
            return list(append).get(0);
        }
    }

    private static void requireDistinct(List<StreamAppend> appends) {
        if (appends.isEmpty()) {
            throw new InvalidValueException("An append", "names no stream", "give at least one");
        }
        if (appends.size() == 1) {
            return;
        }
        Set<StreamId> streams = new HashSet<>();
        Set<UUID> ids = new HashSet<>();
        for (StreamAppend append : appends) {
            if (!streams.add(append.stream())) {
                throw new InvalidValueException(
                        "An append", "names the stream " + append.stream() + " twice", "put its events together");
            }
            for (NewEvent event : append.events()) {
                if (!ids.add(event.id())) {
                    throw new InvalidValueException(
                            "An append", "has two events of the id " + event.id(), "give each its own");
                }
            }
        }
    }

    /** In a stricter isolation the loser gets an error of PostgreSQL's, and the winner's version stays unseen. */
    private RuntimeException conflicting(List<StreamAppend> appends, SerializationFailureException lost) {
        return appends.stream()
                .filter(append -> append.expected().code() != null)
                .findFirst()
                .<RuntimeException>map(
                        append -> new VersionConflictException(append.stream(), append.expected(), -1, this, lost))
                .orElse(lost);
    }

    private static List<AppendResult> results(List<StreamAppend> appends, Row row, boolean duplicate) {
        List<Long> versions = row.get(EventColumns.VERSIONS);
        List<Long> positions = row.get(EventColumns.POSITIONS);
        List<AppendResult> results = new ArrayList<>(appends.size());
        int at = 0;
        for (StreamAppend append : appends) {
            int behind = at + append.events().size();
            results.add(new AppendResult(
                    append.stream(),
                    versions.get(at),
                    versions.get(behind - 1),
                    positions.subList(at, behind).stream().map(Position::new).toList(),
                    duplicate));
            at = behind;
        }
        return results;
    }

    private static PartialDuplicateException partial(List<StreamAppend> appends, List<UUID> known) {
        Set<UUID> there = new HashSet<>(known);
        List<UUID> unknown = appends.stream()
                .flatMap(append -> append.events().stream())
                .map(NewEvent::id)
                .filter(id -> !there.contains(id))
                .toList();
        return new PartialDuplicateException(
                appends.stream().map(StreamAppend::stream).toList(), known, unknown);
    }

    @Override
    public <E> List<RecordedEvent<E>> list(StreamQuery<E> query) {
        Object own = requireTenant("A read of a stream");
        boolean bounded = query.until() != null;
        boolean ignoring = store.ignored().length > 0;
        String sql = store.text(
                List.of("stream", query.backwards(), bounded, query.limit()),
                () -> EventSql.stream(query.backwards(), bounded, ignoring, query.limit()));
        List<Parameter> parameters = new ArrayList<>();
        for (int branch = 0; branch < 2; branch++) {
            parameters.add(tenantParameter());
            parameters.add(Parameter.of(query.from(), SqlTypes.BIGINT, "from"));
            parameters.add(Parameter.of(query.to(), SqlTypes.BIGINT, "to"));
            if (bounded) {
                parameters.add(Parameter.of(query.until(), SqlTypes.TIMESTAMPTZ, "until"));
            }
            addIgnored(parameters);
        }
        addStream(parameters, query.stream());
        StreamId stream = query.stream();
        List<StoredEvent> stored = list(new FixedQuery<>(
                text(sql, parameters, true, 0), EventColumns.STREAM, row -> EventColumns.event(row, own, stream)));
        return decoded(stored, query.type());
    }

    private <E> List<RecordedEvent<E>> decoded(List<StoredEvent> stored, Class<E> type) {
        Function<SealedCell, Decrypted<Object>> open = opener(stored);
        List<RecordedEvent<E>> events = new ArrayList<>(stored.size());
        for (StoredEvent event : stored) {
            events.add(store.events().decode(event, type, open));
        }
        return events;
    }

    private Function<SealedCell, Decrypted<Object>> opener(List<StoredEvent> stored) {
        Set<Long> keyIds = new HashSet<>();
        boolean sealed = false;
        for (StoredEvent event : stored) {
            sealed |= !event.members().isEmpty();
            keyIds.addAll(event.members().keyIds());
        }
        return sealed ? opener.with(keyIds) : SessionEvents::unopened;
    }

    private static Decrypted<Object> unopened(SealedCell cell) {
        throw new IllegalStateException("A cell without a key: " + cell);
    }

    @Override
    public <E> EventPage<E> page(LogQuery<E> query) {
        Set<String> names = names(query);
        boolean filtered = !names.isEmpty();
        boolean ignoring = store.ignored().length > 0;
        boolean categories = !query.categories().isEmpty();
        String sql = store.text(
                List.of("log", tenant != null, filtered, categories, query.archived(), query.limit()),
                () -> EventSql.log(tenant != null, filtered, ignoring, categories, query.archived(), query.limit()));
        List<Parameter> parameters = new ArrayList<>();
        addTenantTwice(parameters);
        for (int branch = 0; branch < (query.archived() ? 2 : 1); branch++) {
            if (categories) {
                parameters.add(Parameter.of(query.categories().toArray(), TEXTS, "category"));
            }
            if (tenant != null) {
                parameters.add(tenantParameter());
            }
            parameters.add(Parameter.of(query.after().value(), SqlTypes.BIGINT, "after"));
            if (filtered) {
                parameters.add(Parameter.of(names.toArray(), TEXTS, "type"));
            }
            addIgnored(parameters);
        }
        ResultColumn<?> tenantColumn = new ResultColumn<>("tenant_id", tenantType());
        List<Row> rows =
                list(new FixedQuery<>(text(sql, parameters, true, 1), EventColumns.log(tenantColumn), row -> row));
        return page(query, rows, tenantColumn);
    }

    /** The names that are wanted; empty for all. A class that has none would let a reader pass by what it waits for. */
    private Set<String> names(LogQuery<?> query) {
        Set<String> names = new HashSet<>(query.names());
        boolean ofItsType = names.isEmpty() && query.types().isEmpty() && query.type() != Object.class;
        for (Class<?> type : ofItsType ? List.<Class<?>>of(query.type()) : query.types()) {
            Set<String> found = store.types().namesOf(List.of(type));
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
        return new EventPage<>(decoded(stored, query.type()), position, !full);
    }

    @Override
    public Position lastPosition() {
        String sql = store.text(List.of("last", tenant != null), () -> EventSql.lastPosition(tenant != null));
        List<Parameter> parameters = new ArrayList<>();
        addTenantTwice(parameters);
        return list(new FixedQuery<>(
                        text(sql, parameters, true, 1),
                        EventColumns.LAST_POSITION,
                        row -> new Position(row.get(EventColumns.LAST))))
                .get(0);
    }

    private void addTenantTwice(List<Parameter> parameters) {
        if (tenant != null) {
            parameters.add(tenantParameter());
            parameters.add(tenantParameter());
        }
    }

    @Override
    public Optional<StreamInfo> info(StreamId stream) {
        requireTenant("A stream");
        List<Parameter> parameters = new ArrayList<>();
        addStream(parameters, stream);
        return list(new FixedQuery<>(
                        text(EventSql.INFO, parameters, true, 0),
                        EventColumns.INFO,
                        row -> new StreamInfo(
                                stream,
                                row.get(EventColumns.VERSION),
                                row.get(EventColumns.FIRST_VERSION),
                                state(row.get(EventColumns.STATE)),
                                row.get(EventColumns.CREATED_AT),
                                row.get(EventColumns.RECORDED_AT))))
                .stream()
                .findFirst();
    }

    @Override
    public void close(StreamId stream, ExpectedVersion expected) {
        live("close_stream", stream, expected.code(), expected);
    }

    @Override
    public void archive(StreamId stream, ExpectedVersion expected) {
        live("archive_stream", stream, expected.code(), expected);
    }

    @Override
    public void truncateBefore(StreamId stream, long version) {
        if (version < 1) {
            throw new InvalidValueException("The first version to be left", "is below 1", "versions count from 1");
        }
        live("truncate_stream", stream, version, ExpectedVersion.exactly(version - 1));
    }

    private void live(String function, StreamId stream, @Nullable Long argument, ExpectedVersion expected) {
        requireTenant("A stream");
        List<Parameter> parameters = List.of(
                Parameter.of(stream.category(), SqlTypes.TEXT, "category"),
                Parameter.of(stream.id(), SqlTypes.TEXT, "stream"),
                Parameter.of(argument, SqlTypes.BIGINT, "version"));
        Row row = list(new FixedQuery<>(
                        text(EventSql.life(function), parameters, false, 0), EventColumns.LIFE, found -> found))
                .get(0);
        String outcome = row.get(EventColumns.OUTCOME);
        switch (outcome) {
            case "done" -> {}
            case "missing" -> throw new StreamMissingException(stream);
            case "conflict" ->
                throw new VersionConflictException(stream, expected, row.get(EventColumns.ACTUAL), this, null);
            default -> throw new StreamClosedException(stream, state(outcome));
        }
    }

    @Override
    public <S, E> Tail<S, E> load(StreamId stream, Class<E> type, @Nullable Snapshots<S> snapshots, int limit) {
        Object own = requireTenant("A stream");
        boolean ignoring = store.ignored().length > 0;
        String sql = store.text(
                List.of("load", snapshots != null, limit), () -> EventSql.load(snapshots != null, ignoring, limit));
        List<Parameter> parameters = new ArrayList<>();
        addStream(parameters, stream);
        if (snapshots != null) {
            parameters.add(tenantParameter());
            parameters.add(Parameter.of(snapshots.name(), SqlTypes.TEXT, "snapshot"));
            parameters.add(Parameter.of(snapshots.version(), SqlTypes.INTEGER, "schema_version"));
        }
        for (int branch = 0; branch < 2; branch++) {
            parameters.add(tenantParameter());
            addIgnored(parameters);
        }
        List<Row> rows = list(new FixedQuery<>(text(sql, parameters, true, 0), EventColumns.LOAD, row -> row));
        if (rows.isEmpty()) {
            return new Tail<>(Optional.empty(), null, List.of());
        }
        Row first = rows.get(0);
        StreamInfo info = new StreamInfo(
                stream,
                first.get(EventColumns.VERSION),
                first.get(EventColumns.POSITION),
                state(first.get(EventColumns.TYPE)),
                first.get(EventColumns.CREATED_AT),
                first.get(EventColumns.RECORDED_AT));
        List<StoredEvent> stored = new ArrayList<>(rows.size());
        for (Row row : rows.subList(1, rows.size())) {
            stored.add(EventColumns.event(row, own, stream));
        }
        Snapshot<S> snapshot = null;
        if (snapshots != null && first.getOrNull(EventColumns.SNAPSHOT_VERSION) != null) {
            snapshot = readable(stream, first, snapshots);
            if (snapshot == null) {
                return load(stream, type, null, limit);
            }
        }
        return new Tail<>(Optional.of(info), snapshot, decoded(stored, type));
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
                        Cells.SNAPSHOT,
                        String.valueOf(tenant),
                        snapshots.members(),
                        member -> snapshotKey(stream, version, snapshots, member),
                        opener.with(keyIds));
        S state = snapshots
                .type()
                .cast(store.values().decode(row.get(EventColumns.DATA), snapshots.type(), opened.members()));
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

    @Override
    public <S> void store(Snapshot<S> snapshot, Snapshots<S> snapshots, Consumer<RuntimeException> failed) {
        afterCommit.run(events -> ((SessionEvents) events).storeNow(snapshot, snapshots), failed);
    }

    private <S> void storeNow(Snapshot<S> snapshot, Snapshots<S> snapshots) {
        StreamId stream = snapshot.stream();
        EncodedValue encoded = store.values()
                .encode(
                        snapshot.state(),
                        snapshots.type(),
                        snapshots.members(),
                        "The snapshot \"" + snapshots.name() + "\"",
                        member -> snapshotKey(stream, snapshot.version(), snapshots, member.name()));
        if (!encoded.members().isEmpty() && !store.encrypts()) {
            throw new SchemaException(
                    "The snapshot \"" + snapshots.name() + "\" has members marked @Personal, and this"
                            + " Holdfast was built without encryption: give .encryption(Encryption.with(keyring)) to the builder");
        }
        Object[] cells = encoded.members().stream().map(SealedMember::cell).toArray();
        SqlType<?> cellsType = cells.length == 0 ? EventColumns.BYTES : SqlTypes.array(Cells.SNAPSHOT);
        List<Parameter> parameters = new ArrayList<>(Arrays.asList(
                Parameter.of(snapshot.version(), SqlTypes.BIGINT, "version"),
                Parameter.of(snapshots.name(), SqlTypes.TEXT, "snapshot"),
                Parameter.of(snapshots.version(), SqlTypes.INTEGER, "schema_version"),
                Parameter.of(encoded.json(), SqlTypes.TEXT, "state"),
                Parameter.of(encoded.members().stream().map(SealedMember::name).toArray(), TEXTS, "member"),
                Parameter.of(
                        encoded.members().stream().map(SealedMember::subject).toArray(), TEXTS, "subject"),
                Parameter.of(cells, cellsType, "cell"),
                Parameter.of(snapshot.keyIds().toArray(), LONGS, "key_id")));
        addStream(parameters, stream);
        list(new FixedQuery<>(text(EventSql.STORE, parameters, false, 0), EventColumns.STORED_SNAPSHOT, row -> row));
    }

    private <T> List<T> list(Query<T> query) {
        try {
            return session.list(query);
        } catch (DatabaseException e) {
            if (NOT_THERE.contains(e.sqlState())) {
                throw new SchemaException(
                        "The event store isn't there, or is of another version: include"
                                + " dev/holdfast/liquibase/changelog.xml in your changelog, and migrate",
                        e);
            }
            throw e;
        }
    }

    private static SqlText text(String sql, List<Parameter> parameters, boolean readOnly, int resultsBefore) {
        return new SqlText(sql, parameters, true, readOnly, false, resultsBefore);
    }

    private Object requireTenant(String what) {
        if (tenant == null) {
            throw new TenantRequiredException(what
                    + " is one tenant's: open holdfast.tenant(id); across tenants events are" + " read by readAll(…)");
        }
        return tenant;
    }

    private SqlType<?> tenantType() {
        return tenant == null ? store.tenantType() : SqlTypes.of(tenant.getClass());
    }

    private Parameter tenantParameter() {
        return Parameter.tenant(tenantType(), "tenant_id");
    }

    private void addStream(List<Parameter> parameters, StreamId stream) {
        parameters.add(tenantParameter());
        parameters.add(Parameter.of(stream.category(), SqlTypes.TEXT, "category"));
        parameters.add(Parameter.of(stream.id(), SqlTypes.TEXT, "stream"));
    }

    private void addIgnored(List<Parameter> parameters) {
        if (store.ignored().length > 0) {
            parameters.add(Parameter.of(store.ignored(), TEXTS, "type"));
        }
    }

    private static StreamState state(String name) {
        return StreamState.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
