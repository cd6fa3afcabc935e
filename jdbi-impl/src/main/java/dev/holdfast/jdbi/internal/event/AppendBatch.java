package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.BYTES;
import static dev.holdfast.jdbi.internal.event.EventColumns.INTEGERS;
import static dev.holdfast.jdbi.internal.event.EventColumns.LONGS;
import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;
import static dev.holdfast.jdbi.internal.event.EventColumns.UUIDS;

import dev.holdfast.event.EventDefinition;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.value.Bound;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an append: arrays, so that any number of events are thirteen; for one event without personal members
 * eight scalars; and four of the session. Used by one thread.
 */
final class AppendBatch {

    private static final SqlType<List<String>> SEALED = SqlTypes.array(MemberCells.EVENT);
    private static final Object[] NOTHING = {};
    private static final Parameter ACTOR = Parameter.told(Parameter.Source.ACTOR, SqlTypes.TEXT, "actor");
    private static final Parameter REASON = Parameter.told(Parameter.Source.REASON, SqlTypes.TEXT, "reason");
    private static final Parameter REQUEST = Parameter.told(Parameter.Source.REQUEST_ID, SqlTypes.TEXT, "request");

    private final EventCodec codec;
    private final List<String> handlers;
    private final List<StreamAppend> appends;
    private final Object[] ids;
    private final Object[] types;
    private final Object[] schemaVersions;
    private final Object[] data;
    private final Object[] targets;
    private final Object[] metadata;
    private final List<Integer> cellEvents = new ArrayList<>();
    private final List<String> members = new ArrayList<>();
    private final List<String> subjects = new ArrayList<>();
    private final List<CellInput> cells = new ArrayList<>();

    AppendBatch(EventStore store, List<StreamAppend> appends, EventMetadata common) {
        this.codec = store.events();
        this.handlers = store.handlers().names();
        this.appends = appends;
        int count = appends.stream().mapToInt(append -> append.events().size()).sum();
        this.ids = new Object[count];
        this.types = new Object[count];
        this.schemaVersions = new Object[count];
        this.data = new Object[count];
        this.targets = appends.size() == 1 ? NOTHING : new Object[count];
        this.metadata = isTold(common) ? new Object[count] : NOTHING;
        String commonText = metadata == NOTHING ? "" : codec.metadata(common);
        int at = 0;
        for (int target = 0; target < appends.size(); target++) {
            for (NewEvent event : appends.get(target).events()) {
                add(at++, target, event, commonText);
            }
        }
    }

    private boolean isTold(EventMetadata common) {
        return !common.equals(EventMetadata.none())
                || appends.stream()
                        .flatMap(append -> append.events().stream())
                        .anyMatch(event -> event.metadata() != null);
    }

    private void add(int at, int target, NewEvent event, String commonMetadata) {
        EventDefinition definition = codec.definition(event);
        EncodedValue encoded = codec.encode(event, definition);
        ids[at] = event.id();
        types[at] = definition.name();
        schemaVersions[at] = definition.version();
        data[at] = encoded.json();
        if (targets != NOTHING) {
            targets[at] = target + 1;
        }
        if (metadata != NOTHING) {
            EventMetadata own = event.metadata();
            metadata[at] = own == null ? commonMetadata : codec.metadata(own);
        }
        for (SealedMember member : encoded.members()) {
            cellEvents.add(at + 1);
            members.add(member.name());
            subjects.add(member.subject());
            cells.add(member.cell());
        }
    }

    /** Whether {@link #one} can be asked. */
    boolean isOne() {
        return ids.length == 1 && cells.isEmpty();
    }

    /** The one event, as it goes along with other callers'. */
    OneAppend element(Object tenant, Bound.Told told) {
        return new OneAppend(
                tenant,
                told,
                appends.get(0),
                ids[0],
                types[0],
                schemaVersions[0],
                (String) data[0],
                metadata == NOTHING ? null : (String) metadata[0]);
    }

    /** By the shorter way, which may leave the outcome to {@link #all}. */
    FixedQuery<Optional<AppendOutcome>> one(Parameter tenant) {
        StreamAppend append = appends.get(0);
        FixedSql sql = handlers.isEmpty() ? EventSql.APPEND_ONE : EventSql.APPEND_ONE_HANDLED;
        SqlText text = sql.with(
                tenant,
                ACTOR,
                REASON,
                REQUEST,
                EventSession.categoryParameter(append.stream()),
                EventSession.streamParameter(append.stream()),
                Parameter.of(append.expected().code(), SqlTypes.BIGINT, "expected"),
                Parameter.of(ids[0], SqlTypes.UUID, "event_id"),
                Parameter.of(types[0], SqlTypes.TEXT, "type"),
                Parameter.of(schemaVersions[0], SqlTypes.INTEGER, "schema_version"),
                Parameter.of(data[0], SqlTypes.TEXT, "data"),
                Parameter.of(metadata == NOTHING ? null : metadata[0], SqlTypes.TEXT, "metadata"),
                inline());
        return new FixedQuery<>(text, EventColumns.APPEND_ONE, AppendOutcome::ofOne);
    }

    FixedQuery<AppendOutcome> all(Parameter tenant) {
        Object[] categories = new Object[appends.size()];
        Object[] streams = new Object[appends.size()];
        @Nullable Object[] expected = new @Nullable Object[appends.size()];
        for (int i = 0; i < appends.size(); i++) {
            categories[i] = appends.get(i).stream().category();
            streams[i] = appends.get(i).stream().id();
            expected[i] = appends.get(i).expected().code();
        }
        FixedSql sql = handlers.isEmpty() ? EventSql.APPEND : EventSql.APPEND_HANDLED;
        SqlText text = sql.with(
                tenant,
                ACTOR,
                REASON,
                REQUEST,
                Parameter.of(categories, TEXTS, "category"),
                Parameter.of(streams, TEXTS, "stream"),
                Parameter.of(expected, LONGS, "expected"),
                Parameter.of(targets, INTEGERS, "target"),
                Parameter.of(ids, UUIDS, "event_id"),
                Parameter.of(types, TEXTS, "type"),
                Parameter.of(schemaVersions, INTEGERS, "schema_version"),
                Parameter.of(data, TEXTS, "data"),
                Parameter.of(metadata, TEXTS, "metadata"),
                Parameter.of(cellEvents.toArray(), INTEGERS, "cell_event"),
                Parameter.of(members.toArray(), TEXTS, "member"),
                Parameter.of(subjects.toArray(), TEXTS, "subject"),
                Parameter.of(cells.toArray(), cells.isEmpty() ? BYTES : SEALED, "cell"),
                inline());
        return handlers.isEmpty()
                ? new FixedQuery<>(text, EventColumns.APPEND, AppendOutcome::of)
                : new FixedQuery<>(text, EventColumns.APPEND_HANDLED, AppendOutcome::ofHandled);
    }

    /** What can be run in the append's transaction; for the texts that name it. */
    private Parameter inline() {
        return Parameter.of(handlers.toArray(), TEXTS, "inline");
    }
}
