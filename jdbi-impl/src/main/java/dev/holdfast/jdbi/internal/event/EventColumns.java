package dev.holdfast.jdbi.internal.event;

import dev.holdfast.expression.Selectable;
import dev.holdfast.jdbi.internal.session.ResultColumn;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The columns of the store's results. */
final class EventColumns {

    static final SqlType<List<Long>> LONGS = SqlTypes.array(SqlTypes.BIGINT);
    static final SqlType<List<String>> TEXTS = SqlTypes.array(SqlTypes.TEXT);
    static final SqlType<List<UUID>> UUIDS = SqlTypes.array(SqlTypes.UUID);
    static final SqlType<List<byte[]>> BYTES = SqlTypes.array(SqlTypes.BYTEA);
    static final SqlType<List<Integer>> INTEGERS = SqlTypes.array(SqlTypes.INTEGER);

    static final Selectable<Long> VERSION = column("version", SqlTypes.BIGINT);
    static final Selectable<Long> POSITION = column("position", SqlTypes.BIGINT);
    static final Selectable<Instant> RECORDED_AT = column("recorded_at", SqlTypes.TIMESTAMPTZ);
    static final Selectable<UUID> EVENT_ID = column("event_id", SqlTypes.UUID);
    static final Selectable<String> TYPE = column("type", SqlTypes.TEXT);
    static final Selectable<Integer> SCHEMA_VERSION = column("schema_version", SqlTypes.INTEGER);
    static final Selectable<String> DATA = column("data", SqlTypes.TEXT);
    static final Selectable<String> METADATA = column("metadata", SqlTypes.TEXT);
    static final Selectable<List<String>> MEMBERS = column("members", TEXTS);
    static final Selectable<List<String>> SUBJECTS = column("subjects", TEXTS);
    static final Selectable<List<byte[]>> CELLS = column("cells", BYTES);
    static final Selectable<List<Long>> KEY_IDS = column("key_ids", LONGS);
    static final Selectable<Boolean> WIDER = column("wider", SqlTypes.BOOLEAN);
    static final Selectable<Long> SNAPSHOT_VERSION = column("snapshot_version", SqlTypes.BIGINT);
    static final Selectable<Instant> CREATED_AT = column("created_at", SqlTypes.TIMESTAMPTZ);
    static final Selectable<String> REFUSED = column("refused", SqlTypes.TEXT);
    static final Selectable<String> REFUSED_END = column("refused_end", SqlTypes.TEXT);
    static final Selectable<String> REACHED = column("reached", SqlTypes.TEXT);
    static final Selectable<String> CATEGORY = column("category", SqlTypes.TEXT);
    static final Selectable<String> STREAM_ID = column("stream_id", SqlTypes.TEXT);
    static final Selectable<Long> FIRST_VERSION = column("first_version", SqlTypes.BIGINT);
    static final Selectable<String> STATE = column("state", SqlTypes.TEXT);
    static final Selectable<String> OUTCOME = column("outcome", SqlTypes.TEXT);
    static final Selectable<List<Long>> APPENDED = column("appended", LONGS);
    static final Selectable<Integer> PLACE = column("place", SqlTypes.INTEGER);
    static final Selectable<Long> ACTUAL = column("actual", SqlTypes.BIGINT);
    static final Selectable<List<Long>> VERSIONS = column("versions", LONGS);
    static final Selectable<List<Long>> POSITIONS = column("positions", LONGS);
    static final Selectable<List<UUID>> KNOWN = column("known", UUIDS);
    static final Selectable<String> KNOWN_CATEGORY = column("known_category", SqlTypes.TEXT);
    static final Selectable<String> KNOWN_STREAM = column("known_stream", SqlTypes.TEXT);
    static final Selectable<List<Integer>> DUE = column("due", INTEGERS);

    private static final List<Selectable<?>> STORED = List.of(
            VERSION, POSITION, RECORDED_AT, EVENT_ID, TYPE, SCHEMA_VERSION, DATA, METADATA, MEMBERS, SUBJECTS, CELLS);

    static final Shape STREAM = shape(STORED);
    private static final List<Selectable<?>> KNOWN_OF_STREAM =
            List.of(VERSION, FIRST_VERSION, STATE, CREATED_AT, RECORDED_AT);

    static final Shape INFO = shape(KNOWN_OF_STREAM);
    static final Shape STREAMS = shape(List.of(STREAM_ID), KNOWN_OF_STREAM);
    private static final List<Selectable<?>> FOLDED =
            List.of(VERSION, FIRST_VERSION, TYPE, DATA, SCHEMA_VERSION, WIDER);

    private static final List<Selectable<?>> LOADED = List.of(EVENT_ID, SNAPSHOT_VERSION);

    static final Shape FOLD = shape(FOLDED);
    static final Shape LOAD = shape(FOLDED, LOADED);
    static final Shape LOAD_WIDE = shape(FOLDED, LOADED, List.of(MEMBERS, SUBJECTS, CELLS, KEY_IDS));
    private static final List<Selectable<?>> OUTCOMES =
            List.of(OUTCOME, PLACE, ACTUAL, VERSIONS, POSITIONS, KNOWN, KNOWN_CATEGORY, KNOWN_STREAM);
    static final Shape APPEND = shape(OUTCOMES);
    static final Shape APPEND_HANDLED = shape(OUTCOMES, List.of(DUE));
    static final Shape APPEND_ONE = shape(List.of(APPENDED));
    static final Shape APPEND_MANY = shape(List.of(VERSIONS, POSITIONS));
    static final Shape LIFE = shape(List.of(OUTCOME, ACTUAL));
    static final Shape LAST_CHECKPOINT = shape(List.of(REACHED));
    static final Shape STORED_SNAPSHOT = shape(List.of(VERSION));

    private EventColumns() {}

    private static <T> Selectable<T> column(String name, SqlType<T> type) {
        return new ResultColumn<>(name, type);
    }

    /** The shape of a page of all streams, with the tenant's column. */
    static Shape log(Selectable<?> tenant) {
        return shape(List.of(REFUSED, REFUSED_END, REACHED, tenant, CATEGORY, STREAM_ID), STORED);
    }

    @SafeVarargs
    private static Shape shape(List<? extends Selectable<?>>... parts) {
        List<Selectable<?>> all = new ArrayList<>();
        for (List<? extends Selectable<?>> part : parts) {
            all.addAll(part);
        }
        return new Shape(all, List.of(), List.of(), List.of());
    }

    static SealedMembers members(Row row) {
        List<String> names = row.getOrNull(MEMBERS);
        return names == null
                ? SealedMembers.NONE
                : new SealedMembers(
                        names,
                        Objects.requireNonNull(row.getOrNull(SUBJECTS)),
                        Objects.requireNonNull(row.getOrNull(CELLS)));
    }
}
