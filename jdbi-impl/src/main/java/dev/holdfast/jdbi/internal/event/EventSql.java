package dev.holdfast.jdbi.internal.event;

/**
 * The texts of the store's statements. Each branch is ordered and limited by itself, so that an index gives its rows in
 * order; {@code offset 0} keeps the planner from reading streams first where a few of their events are wanted.
 */
final class EventSql {

    static final String APPEND =
            "select outcome, place, actual, versions, positions, known, known_category, known_stream"
                    + " from holdfast.append_events(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** One event without personal members: scalars are cheaper than arrays on both sides. */
    static final String APPEND_ONE =
            "select outcome, actual, event_version, event_position, known_category, known_stream"
                    + " from holdfast.append_one(?, ?, ?, ?, ?, ?, ?, ?)";

    static final String INFO = "select version, first_version, state, created_at, recorded_at from holdfast.streams"
            + " where tenant_id = ? and category = ? and stream_id = ?";

    private static final String SAFE =
            "select set_config('holdfast.safe_position', holdfast.safe_position()::text, true); ";

    private static final String STORED = "e.version, e.position, e.recorded_at, e.event_id, e.type, e.schema_version,"
            + " e.data::text, e.metadata::text";

    private static final String FIELDS =
            "tenant_id, stream_no, version, position, recorded_at, event_id, type, schema_version, data, metadata, personal";

    private EventSql() {}

    /** Calls one of the functions over a stream's life. */
    static String life(String function) {
        return "select outcome, actual from holdfast." + function + "(?, ?, ?)";
    }

    /** Parameters: the tenant, category, stream, and, for each branch, tenant, from, to, and until where it is bounded. */
    static String stream(boolean backwards, boolean bounded, boolean ignoring, int limit) {
        return "select " + STORED + personal() + " from holdfast.streams s cross join lateral ("
                + behind("s.first_version", "and version >= ?", backwards, bounded, ignoring, limit)
                + ") e where s.tenant_id = ? and s.category = ? and s.stream_id = ? order by e.version"
                + (backwards ? " desc" : "") + " limit " + limit;
    }

    /**
     * The stream, its snapshot, and the events behind that: kind 0 for the first row, 1 for the others. Parameters: tenant,
     * category, stream; with snapshots tenant, name, schema version; and for each branch the tenant.
     */
    static String load(boolean snapshots, boolean ignoring, int limit) {
        String none = "select null::bigint as version, null::text as state, null::text[] as members,"
                + " null::text[] as subjects, null::bytea[] as cells, null::bigint[] as key_ids where false";
        return "with s as materialized (select tenant_id, stream_no, version, first_version, state, created_at, recorded_at"
                + " from holdfast.streams where tenant_id = ? and category = ? and stream_id = ?),"
                + " n as materialized ("
                + (snapshots
                        ? "select version, state::text, members, subjects, cells, key_ids from holdfast.snapshots"
                                + " where tenant_id = ? and stream_no = (select stream_no from s) and type = ?"
                                + " and schema_version = ? and version <= (select version from s)"
                        : none)
                + ") select 0 as kind, s.version, s.first_version as position, s.recorded_at, null::uuid as event_id,"
                + " s.state as type, null::integer as schema_version, n.state as data, null::text as metadata, n.members,"
                + " n.subjects, n.cells, n.key_ids, n.version as snapshot_version, s.created_at from s left join n on true"
                + " union all select 1, " + STORED + personal()
                + ", null, null, null from s cross join lateral ("
                + behind(
                        "s.first_version",
                        "and version > coalesce((select version from n), 0)",
                        false,
                        false,
                        ignoring,
                        limit)
                + ") e order by kind, version limit " + (limit + 1L);
    }

    private static String behind(
            String first, String from, boolean backwards, boolean bounded, boolean ignoring, int limit) {
        String conditions = " where tenant_id = ? and stream_no = s.stream_no and version >= " + first + " " + from
                + (from.endsWith("?") ? " and version <= ?" : "")
                + (bounded ? " and recorded_at <= ?" : "")
                + (ignoring ? " and type <> all (?)" : "");
        String order = " order by version" + (backwards ? " desc" : "") + " limit " + limit + ")";
        return "(select " + FIELDS + " from holdfast.events" + conditions + order
                + " union all (select " + FIELDS + " from holdfast.archived_events" + conditions
                + " and s.state = 'archived'" + order;
    }

    private static String personal() {
        return personal("member") + personal("subject") + personal("cell");
    }

    private static String personal(String column) {
        return ", case when e.personal then (select array_agg(p." + column
                + " order by p.member) from holdfast.personal_data p where p.tenant_id = e.tenant_id"
                + " and p.stream_no = e.stream_no and p.version = e.version) end";
    }

    /**
     * A page of all streams, in two statements of one round trip: the second one's snapshot must be taken after the safe
     * position was found. Each row has the last position that may be read. Parameters: twice the tenant unless all are meant;
     * then for each branch categories, the tenant, after, types.
     */
    static String log(
            boolean tenant, boolean types, boolean ignoring, boolean categories, boolean archived, int limit) {
        return SAFE + "select r.last, e.tenant_id, e.category, e.stream_id, " + STORED + personal() + " from ("
                + last(tenant)
                + ") r left join lateral ("
                + "select * from ("
                + logBranch("events", tenant, types, ignoring, categories, limit)
                + (archived
                        ? " union all " + logBranch("archived_events", tenant, types, ignoring, categories, limit)
                        : "")
                + ") u order by position limit " + limit + ") e on true order by e.position";
    }

    /** The last position that may be read, in two statements as well. Parameters: twice the tenant unless all are meant. */
    static String lastPosition(boolean tenant) {
        return SAFE + "select last from (" + last(tenant) + ") r";
    }

    /**
     * An event's, never one that was drawn and not committed: after a crash that can be drawn again, and whoever had gone
     * past it would miss its event. An event that is seen is durable, and so is what its position was drawn from.
     */
    private static String last(boolean tenant) {
        return "select m.safe, coalesce(greatest(" + highest("events", tenant) + ", "
                + highest("archived_events", tenant)
                + "), 0) as last from (select current_setting('holdfast.safe_position')::bigint as safe) m offset 0";
    }

    private static String highest(String table, boolean tenant) {
        return "(select max(position) from holdfast." + table + " where position <= m.safe"
                + (tenant ? " and tenant_id = ?" : "") + ")";
    }

    private static String logBranch(
            String table, boolean tenant, boolean types, boolean ignoring, boolean categories, int limit) {
        return "(select e.*, s.category, s.stream_id from holdfast." + table
                + " e cross join lateral (select category, stream_id from holdfast.streams s"
                + " where s.tenant_id = e.tenant_id and s.stream_no = e.stream_no"
                + (categories ? " and s.category = any (?)" : "") + " offset 0) s where "
                + (tenant ? "e.tenant_id = ? and " : "")
                + "e.position > ? and e.position <= r.safe"
                + (types ? " and e.type = any (?)" : "")
                + (ignoring ? " and e.type <> all (?)" : "")
                + " order by e.position limit " + limit + ")";
    }

    /** Parameters: version, name, schema version, state, members, subjects, cells, keys; tenant, category, stream. */
    static final String STORE = "insert into holdfast.snapshots as n"
            + " (tenant_id, stream_no, version, type, schema_version, state, members, subjects, cells, key_ids)"
            + " select s.tenant_id, s.stream_no, g.version, g.type, g.schema_version, g.state::json,"
            + " nullif(g.members, '{}'), nullif(g.subjects, '{}'), nullif(g.cells, '{}'),"
            + " nullif(array(select id from unnest(g.key_ids) as k (id) union"
            + " select ('x' || encode(substring(c.cell from 2 for 8), 'hex'))::bit(64)::bigint"
            + " from unnest(g.cells) as c (cell)), '{}')"
            + " from (select ?::bigint as version, ?::text as type, ?::integer as schema_version, ?::text as state,"
            + " ?::text[] as members, ?::text[] as subjects, ?::bytea[] as cells, ?::bigint[] as key_ids) as g,"
            + " holdfast.streams s where s.tenant_id = ? and s.category = ? and s.stream_id = ?"
            + " on conflict (tenant_id, stream_no, type, schema_version) do update set version = excluded.version,"
            + " taken_at = clock_timestamp(), state = excluded.state, members = excluded.members,"
            + " subjects = excluded.subjects, cells = excluded.cells, key_ids = excluded.key_ids"
            + " where n.version < excluded.version returning n.version";
}
