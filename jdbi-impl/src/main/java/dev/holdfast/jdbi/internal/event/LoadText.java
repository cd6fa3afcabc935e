package dev.holdfast.jdbi.internal.event;

/**
 * The stream, its snapshot, and the events behind that. One row is the stream's, known by its first version, and comes first
 * as a rule; no order is asked for, since a sort of wide rows is what such a read would spend most on, and each branch gives its
 * events by an index.
 *
 * <p>Where the events begin stands in a column of its own: under row-level security nothing else than a column, a parameter or
 * a subselect reaches an index, and the snapshot would save nothing. A snapshot whose event is another one isn't believed.
 *
 * @param wide with snapshots, personal members, and the events' ids; else whether an event has personal members is told
 */
record LoadText(boolean wide, boolean ignoring, int limit) implements EventText {

    private static final String WIDE_STREAM =
            """
            select s.stream_no, s.version, s.first_version, s.state, n.version as snapshot_version,
                n.state::text as snapshot, n.members, n.subjects, n.cells, n.key_ids,
                greatest(s.first_version, coalesce(n.version, 0) + 1) as behind
            from holdfast.streams s
            left join holdfast.snapshots n on n.tenant_id = s.tenant_id and n.stream_no = s.stream_no
                and n.type = :snapshot and n.schema_version = :schema_version and n.version <= s.version
                and not exists (%s) and not exists (%s)""".formatted(another("events", ""), another("archived_events", " and s.state = 'archived'"));

    private static final String STREAM = """
            select s.stream_no, s.version, s.first_version, s.state, s.first_version as behind
            from holdfast.streams s""";

    private static String another(String table, String condition) {
        return """
                select from holdfast.%s o
                where o.tenant_id = n.tenant_id and o.stream_no = n.stream_no and o.version = n.version
                    and o.event_id <> n.event_id%s""".formatted(table, condition);
    }

    @Override
    public FixedSql make() {
        PageBytes bytes = new PageBytes(limit > 1, false, wide);
        String events = branch("events", "") + "\nunion all\n" + branch("archived_events", "and s.state = 'archived'");
        return FixedSql.reading("""
                with s as materialized (
                    select b.*, %s
                    from (
                        %s
                        where s.tenant_id = :tenant_id and s.category = :category and s.stream_id = :stream) b)
                select version, first_version, null as type, %s
                from s
                union all
                select e.version, null, e.type, %s, nullif(e.schema_version, 1), %s
                from s
                cross join lateral (
                %s) e
                """.formatted(
                        PageBytes.COUNTING,
                        wide ? WIDE_STREAM : STREAM,
                        wide
                                ? "snapshot as data, null::integer as schema_version, null::uuid as event_id, members, subjects, cells,"
                                        + " key_ids, snapshot_version"
                                : "null::text as data, null::integer as schema_version, null::boolean as personal",
                        bytes.data(),
                        wide ? "e.event_id, " + bytes.members() + ", null, null" : "nullif(e.personal, false)",
                        events));
    }

    private String branch(String table, String state) {
        return """
                (select %s version, type, data, schema_version, personal
                from holdfast.%s
                where tenant_id = :tenant_id and stream_no = s.stream_no and version >= s.behind %s %s
                order by version
                limit %s)""".formatted(
                        wide ? "tenant_id, stream_no, event_id," : "",
                        table,
                        EventSql.when(ignoring, "and type <> all (:ignored)"),
                        state,
                        limit);
    }
}
