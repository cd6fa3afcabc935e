package dev.holdfast.jdbi.internal.event;

import dev.holdfast.query.Shape;

/**
 * The stream, its snapshot, and the events behind that. One row is the stream's, known by its first version; no order is asked
 * for, since a sort of wide rows is what such a read would spend most on, and each branch gives its events by an index.
 *
 * <p>Where the events begin stands in a column of its own: under row-level security nothing else than a column, a parameter or
 * a subselect reaches an index, and the snapshot would save nothing. The snapshot's own event comes along, which tells by its
 * id whether the snapshot is to be believed; so may one that was truncated.
 *
 * @param snapshot with a snapshot and the events' ids
 * @param wide with those as well, personal members, and archived events; else a column tells where only that gives all
 */
record LoadText(boolean snapshot, boolean wide, boolean ignoring, int limit) implements EventText {

    private static final String STREAM = "s.stream_no, s.version, s.first_version, s.state, " + PageBytes.COUNTING;

    private static final String SNAPSHOT = """
            , greatest(s.first_version - 1, n.version) as from_version, n.version as snapshot_version, n.event_id,
                n.state as snapshot, n.members, n.subjects, n.cells, n.key_ids""";

    private static final String JOINED = """
            left join holdfast.snapshots n on n.tenant_id = s.tenant_id and n.stream_no = s.stream_no
                and n.type = :snapshot and n.schema_version = :schema_version and n.version <= s.version""";

    /** The same with everything. */
    LoadText widened() {
        return new LoadText(snapshot, true, ignoring, limit);
    }

    boolean isWithIds() {
        return snapshot || wide;
    }

    Shape shape() {
        return wide ? EventColumns.LOAD_WIDE : snapshot ? EventColumns.LOAD : EventColumns.FOLD;
    }

    @Override
    public FixedSql make() {
        return FixedSql.reading("""
                select e.*
                from (
                    select %s
                    from holdfast.streams s %s
                    where s.tenant_id = :tenant_id and s.category = :category and s.stream_id = :stream
                    offset 0) s
                cross join lateral (
                    select %s
                    union all
                    %s) e
                """.formatted(
                        STREAM + (isWithIds() ? SNAPSHOT : ", s.first_version as from_version"),
                        EventSql.when(isWithIds(), JOINED),
                        ofStream(),
                        events()));
    }

    private String ofStream() {
        if (!isWithIds()) {
            return "s.version, s.first_version, null as type, null as data, null::integer as schema_version,"
                    + " nullif(s.state = 'archived', false) as wider";
        }
        return "s.version, s.first_version, null as type, s.snapshot as data, null::integer as schema_version,"
                + " nullif(s.state = 'archived' or s.members is not null or s.key_ids is not null, false) as wider,"
                + " s.event_id, s.snapshot_version"
                + EventSql.when(wide, ", s.members, s.subjects, s.cells, s.key_ids");
    }

    private String ofEvent() {
        PageBytes bytes = new PageBytes(limit > 1, false, wide);
        return "e.version, null, e.type, " + bytes.data() + ", nullif(e.schema_version, 1), nullif(e.personal, false)"
                + EventSql.when(isWithIds(), ", e.event_id, null")
                + EventSql.when(wide, ", " + bytes.members() + ", null");
    }

    private String events() {
        if (!wide) {
            return events(ofEvent(), "events", "");
        }
        String columns =
                "e.tenant_id, e.stream_no, e.version, e.event_id, e.type, e.data, e.schema_version, e.personal";
        return "select " + ofEvent() + " from (" + events(columns, "events", "") + "\nunion all\n"
                + events(columns, "archived_events", "and s.state = 'archived'") + ") e";
    }

    private String events(String columns, String table, String condition) {
        return """
                (select %s
                from holdfast.%s e
                where e.tenant_id = :tenant_id and e.stream_no = s.stream_no and e.version >= s.from_version %s %s
                order by e.version
                limit %s)""".formatted(
                        columns,
                        table,
                        condition,
                        EventSql.when(
                                ignoring,
                                "and (e.type <> all (:ignored)"
                                        + EventSql.when(isWithIds(), " or e.version = s.snapshot_version")
                                        + ")"),
                        limit);
    }
}
