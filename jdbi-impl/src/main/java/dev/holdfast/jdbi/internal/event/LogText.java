package dev.holdfast.jdbi.internal.event;

/**
 * A page of all streams, in two statements of one round trip: the second one's snapshot must be taken after the safe position
 * was found. Where it ends at a checkpoint, that is such a position already. Each row has what doesn't fit about the checkpoints,
 * and how far may be read: an event of any tenant, never the safe position itself, since what was drawn and not committed can
 * be drawn again after a crash, and whoever had gone past it would miss its event. Each branch is ordered
 * and limited by itself, so that an index gives its rows in order; {@code offset 0} keeps the planner from reading streams first where a few of their events are
 * wanted.
 */
record LogText(
        boolean tenant,
        boolean types,
        boolean ignoring,
        boolean categories,
        boolean archived,
        boolean bounded,
        int limit)
        implements EventText {

    private static final String SAFE = """
            select set_config('holdfast.safe_position', holdfast.safe_position()::text, true);
            """;

    /** A reader that is where the store is, as most polls find it, needs no verdict. */
    private static final String FOUND = """
            select b.safe, case when :checkpoint <> b.reached then holdfast.checkpoint_verdict(:checkpoint) end as refused,
                null as refused_end, b.reached
            from (
                select m.safe, holdfast.checkpoint_at(m.safe) as reached
                from (select current_setting('holdfast.safe_position')::bigint as safe) m
                offset 0) b
            offset 0""";

    private static final String GIVEN = """
            select :up_to as safe, case when :checkpoint <> :end then holdfast.checkpoint_verdict(:checkpoint) end as refused,
                holdfast.checkpoint_verdict(:end) as refused_end, null as reached
            offset 0""";

    @Override
    public FixedSql make() {
        String page = """
                select r.refused, r.refused_end, r.reached, e.tenant_id, e.category, e.stream_id, %s
                from (%s) r
                left join lateral (
                    select * from (
                %s) u
                    order by position
                    limit %s) e on true
                order by e.position
                """.formatted(
                        EventSql.EVENT,
                        bounded ? GIVEN : FOUND,
                        branch("events") + EventSql.when(archived, "\nunion all\n" + branch("archived_events")),
                        limit);
        return bounded ? FixedSql.reading(page) : FixedSql.readingBehind(1, SAFE + page);
    }

    private String branch(String table) {
        return """
                (select e.*, s.stream_id
                from holdfast.%s e
                cross join lateral (
                    select stream_id from holdfast.streams s
                    where s.tenant_id = e.tenant_id and s.stream_no = e.stream_no
                    offset 0) s
                where %s e.position > :after and e.position <= r.safe %s %s %s
                order by e.position
                limit %s)""".formatted(
                        table,
                        EventSql.when(tenant, "e.tenant_id = :tenant_id and"),
                        EventSql.when(categories, "and e.category = any (:category)"),
                        EventSql.when(types, "and e.type = any (:type)"),
                        EventSql.when(ignoring, "and e.type <> all (:ignored)"),
                        limit);
    }
}
