package dev.holdfast.jdbi.internal.event;

import dev.holdfast.query.Shape;

/**
 * The stream, its snapshot, and the events behind that. One row is the stream's, known by its first version, and comes first
 * as a rule; no order is asked for, since a sort of wide rows is what such a read would spend most on, and each branch gives its
 * events by an index.
 *
 * <p>Where the events begin stands in a column of its own: under row-level security nothing else than a column, a parameter or
 * a subselect reaches an index, and the snapshot would save nothing. The snapshot's own event comes along, which tells by its
 * id whether the snapshot is to be believed; so may one that was truncated.
 *
 * @param snapshot with a snapshot and the events' ids
 * @param wide with those as well, personal members, and archived events; else the stream and its events tell where only a wide
 *     read gives all
 */
record LoadText(boolean snapshot, boolean wide, boolean ignoring, int limit) implements EventText {

    @Override
    public FixedSql make() {
        String events = branch("events", "");
        return FixedSql.reading("""
                select e.*
                from (
                    select s.stream_no, s.version, s.first_version, s.state, %s, %s
                    from holdfast.streams s
                    %s
                    where s.tenant_id = :tenant_id and s.category = :category and s.stream_id = :stream
                    offset 0) s
                cross join lateral (
                    select s.version, s.first_version, null as type, %s as data, null::integer as schema_version,
                        nullif(s.state = 'archived', false) as wider %s
                    union all
                    %s) e
                """.formatted(
                        PageBytes.COUNTING,
                        isWithIds()
                                ? "n.version as snapshot_version, n.event_id, n.state as snapshot, n.members, n.subjects, n.cells, n.key_ids,"
                                        + " greatest(s.first_version - 1, n.version) as from_version"
                                : "s.first_version as from_version",
                        EventSql.when(
                                isWithIds(),
                                """
                                left join holdfast.snapshots n on n.tenant_id = s.tenant_id and n.stream_no = s.stream_no
                                    and n.type = :snapshot and n.schema_version = :schema_version
                                    and n.version <= s.version"""),
                        isWithIds() ? "s.snapshot" : "null",
                        EventSql.when(
                                isWithIds(),
                                ", s.event_id, s.members, s.subjects, s.cells, s.key_ids, s.snapshot_version"),
                        wide ? events + "\nunion all\n" + branch("archived_events", " and s.state = 'archived'") : events));
    }

    LoadText widened() {
        return new LoadText(snapshot, true, ignoring, limit);
    }

    Shape shape() {
        return isWithIds() ? EventColumns.LOAD : EventColumns.FOLD;
    }

    boolean isWithIds() {
        return snapshot || wide;
    }

    private String branch(String table, String condition) {
        PageBytes bytes = new PageBytes(limit > 1, false, wide);
        return """
                (select e.version, null, e.type, %s, nullif(e.schema_version, 1), nullif(e.personal, false) %s
                from holdfast.%s e
                where e.tenant_id = :tenant_id and e.stream_no = s.stream_no and e.version >= s.from_version %s %s
                order by e.version
                limit %s)""".formatted(
                        bytes.data(),
                        EventSql.when(
                                isWithIds(),
                                ", e.event_id, " + (wide ? bytes.members() : "null, null, null") + ", null, null"),
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
