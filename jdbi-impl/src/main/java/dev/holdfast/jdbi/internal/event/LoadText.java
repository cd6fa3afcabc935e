package dev.holdfast.jdbi.internal.event;

/** The stream, its snapshot, and the events behind that: kind 0 for the first row, 1 for the others. */
record LoadText(boolean snapshots, boolean ignoring, int limit) implements EventText {

    private static final String SNAPSHOT = """
            select version, state::text, members, subjects, cells, key_ids
            from holdfast.snapshots
            where tenant_id = :tenant_id and stream_no = (select stream_no from s) and type = :snapshot
                and schema_version = :schema_version and version <= (select version from s)""";

    private static final String NONE = """
            select null::bigint as version, null::text as state, null::text[] as members, null::text[] as subjects,
                null::bytea[] as cells, null::bigint[] as key_ids
            where false""";

    @Override
    public FixedSql make() {
        String wanted = "version > coalesce((select version from n), 0)"
                + EventSql.when(ignoring, " and type <> all (:ignored)");
        return FixedSql.reading("""
                with s as materialized (
                    select tenant_id, stream_no, version, first_version, state, created_at, recorded_at
                    from holdfast.streams
                    where tenant_id = :tenant_id and category = :category and stream_id = :stream),
                n as materialized (
                %s)
                select 0 as kind, s.version, s.first_version as position, s.recorded_at, null::uuid as event_id,
                    s.state as type, null::integer as schema_version, n.state as data, null::text as metadata,
                    n.members, n.subjects, n.cells, n.key_ids, n.version as snapshot_version, s.created_at
                from s left join n on true
                union all
                select 1, %s, null, null, null
                from s
                cross join lateral (
                %s) e
                order by kind, version
                limit %s
                """.formatted(
                snapshots ? SNAPSHOT : NONE, EventSql.EVENT, EventSql.ofStream(wanted, false, limit), limit + 1L));
    }
}
