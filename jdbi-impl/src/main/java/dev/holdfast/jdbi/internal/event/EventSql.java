package dev.holdfast.jdbi.internal.event;

import java.util.Set;
import java.util.stream.Collectors;

/** The texts of the store's statements that are always the same, and what the others have in common. */
final class EventSql {

    private static final String ALL = """
            select outcome, place, actual, versions, positions, known, known_category, known_stream
            from holdfast.append_events(
                categories => :category, streams => :stream, expected => :expected, targets => :target,
                ids => :event_id, types => :type, schema_versions => :schema_version, data => :data, metadata => :metadata,
                cell_events => :cell_event, members => :member, subjects => :subject, cells => :cell,
                tenant_id => :tenant_id, actor => :actor, reason => :reason, request => :request)
            """;

    static final FixedSql APPEND = FixedSql.carryingSession(ALL);

    /** The same where something can be run in the append's transaction. */
    static final FixedSql APPEND_HANDLED = handled(ALL.replace("known_stream\n", "known_stream, due\n"));

    /**
     * One event without personal members: scalars are cheaper than arrays on both sides, and one array is cheaper than a row
     * that a function gives.
     */
    private static final String ONE = """
            select holdfast.append_one(
                category => :category, stream => :stream, expected => :expected,
                event_id => :event_id, type => :type, schema_version => :schema_version, data => :data, metadata => :metadata,
                tenant_id => :tenant_id, actor => :actor, reason => :reason, request => :request) as appended
            """;

    static final FixedSql APPEND_ONE = FixedSql.carryingSession(ONE);

    /** The same where something can be run in the append's transaction. */
    static final FixedSql APPEND_ONE_HANDLED = handled(ONE);

    /** One event each of several callers, each with its tenant and what is told of its session. */
    static final FixedSql APPEND_MANY = FixedSql.carryingSession("""
            select versions, positions
            from holdfast.append_many(
                tenant_ids => :tenant_id, categories => :category, streams => :stream, expected => :expected,
                event_ids => :event_id, types => :type, schema_versions => :schema_version, data => :data, metadata => :metadata,
                actors => :actor, reasons => :reason, requests => :request)
            """);

    static final FixedSql CLOSE = FixedSql.writing("""
            select outcome, actual
            from holdfast.close_stream(category => :category, stream => :stream, expected => :version)
            """);

    static final FixedSql ARCHIVE = FixedSql.writing("""
            select outcome, actual
            from holdfast.archive_stream(category => :category, stream => :stream, expected => :version)
            """);

    static final FixedSql TRUNCATE = FixedSql.writing("""
            select outcome, actual
            from holdfast.truncate_stream(category => :category, stream => :stream, before => :version)
            """);

    /** What is known of a stream. */
    static final String KNOWN = "version, first_version, state, created_at, recorded_at";

    static final FixedSql INFO = FixedSql.reading("""
            select %s
            from holdfast.streams
            where tenant_id = :tenant_id and category = :category and stream_id = :stream
            """.formatted(KNOWN));

    /** One statement will do: an event at or below the safe position is one for good, in whatever snapshot it is seen. */
    static final FixedSql LAST_CHECKPOINT = FixedSql.reading("""
            select holdfast.checkpoint_at(least(holdfast.safe_position(), :up_to)) as reached
            """);

    /**
     * A snapshot of a state that may have been loaded in a transaction which undid some of its events, by SQL of its own too:
     * the last event's id tells it from another one of the same version.
     */
    static final FixedSql STORE = FixedSql.writing("""
            insert into holdfast.snapshots as n (
                tenant_id, stream_no, version, event_id, type, schema_version, state, members, subjects, cells, key_ids)
            select s.tenant_id, s.stream_no, g.version, v.event_id, g.type, g.schema_version, g.state::json,
                nullif(g.members, '{}'), nullif(g.subjects, '{}'), nullif(g.cells, '{}'),
                nullif(array(
                    select id from unnest(g.key_ids) as k (id)
                    union
                    select ('x' || encode(substring(c.cell from 2 for 8), 'hex'))::bit(64)::bigint
                    from unnest(g.cells) as c (cell)), '{}')
            from (
                select :version::bigint as version, :snapshot::text as type, :schema_version::integer as schema_version,
                    :state::text as state, :member::text[] as members, :subject::text[] as subjects,
                    :cell::bytea[] as cells, :key_id::bigint[] as key_ids) as g,
                holdfast.streams s
                join holdfast.events l on l.tenant_id = s.tenant_id and l.stream_no = s.stream_no
                    and l.version = :last_version and l.event_id = :last
                join holdfast.events v on v.tenant_id = s.tenant_id and v.stream_no = s.stream_no and v.version = :version
            where s.tenant_id = :tenant_id and s.category = :category and s.stream_id = :stream
                and not exists (
                    select from holdfast.events e
                    where e.tenant_id = s.tenant_id and e.stream_no = s.stream_no and e.version > l.version
                        and e.version <= g.version and e.type <> all (:ignored))
            on conflict (tenant_id, stream_no, type, schema_version) do update
            set version = excluded.version, event_id = excluded.event_id, taken_at = clock_timestamp(), state = excluded.state,
                members = excluded.members, subjects = excluded.subjects, cells = excluded.cells, key_ids = excluded.key_ids
            where n.version < excluded.version
            returning n.version
            """);

    /**
     * True of each event, and the condition of the index over the positions of all tenants: a tenant's read, which doesn't say
     * it, can't walk over the others' events, whatever the statistics say.
     */
    static final String ACROSS = "stream_no > 0";

    private EventSql() {}

    private static FixedSql handled(String text) {
        return FixedSql.carryingSession(text.replace("request => :request", "request => :request, inline => :inline"));
    }

    /** An event's own columns, and its personal members, of an e, as far as they go into a page. */
    static String event(boolean bound) {
        PageBytes bytes = new PageBytes(bound, true, true);
        return "e.version, e.position, e.recorded_at, e.event_id, e.type, e.schema_version, " + bytes.data() + ", "
                + bytes.metadataText() + ", " + bytes.members();
    }

    /**
     * The events of a stream s, live and archived. Each branch is ordered and limited by itself, so that an index gives its
     * rows in order.
     *
     * @param wanted what else holds for them
     */
    static String ofStream(String wanted, boolean backwards, int limit) {
        return branch("events", "", wanted, backwards, limit) + "\nunion all\n"
                + branch("archived_events", "and s.state = 'archived'", wanted, backwards, limit);
    }

    private static String branch(String table, String state, String wanted, boolean backwards, int limit) {
        return """
                (select tenant_id, stream_no, version, position, recorded_at, event_id, type, schema_version, data, metadata,
                    personal
                from holdfast.%s
                where tenant_id = :tenant_id and stream_no = s.stream_no and version >= s.first_version and %s %s
                order by version %s
                limit %s)""".formatted(table, wanted, state, backwards ? "desc" : "", limit);
    }

    /**
     * Texts as constants, in their order. Written with escapes, they mean the same whatever the server's settings; a colon and a
     * question mark would stand for a parameter.
     */
    static String constants(Set<String> texts) {
        return texts.stream()
                .sorted()
                .map(text -> "E'"
                        + text.replace("\\", "\\\\")
                                .replace("'", "''")
                                .replace(":", "\\x3a")
                                .replace("?", "\\x3f") + "'")
                .collect(Collectors.joining(", "));
    }

    /** A condition where it is wanted. */
    static String when(boolean wanted, String condition) {
        return wanted ? condition : "";
    }
}
