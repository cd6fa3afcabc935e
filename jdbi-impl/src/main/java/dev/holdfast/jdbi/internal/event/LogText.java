package dev.holdfast.jdbi.internal.event;

import java.util.Set;

/**
 * A page of all streams, in two statements of one round trip: the second one's snapshot must be taken after the safe position
 * was found. Where it ends at a checkpoint, that is such a position already. Each row has what doesn't fit about the checkpoints,
 * and how far may be read: an event of any tenant, never the safe position itself, since what was drawn and not committed can
 * be drawn again after a crash, and whoever had gone past it would miss its event. Each branch is ordered and limited by itself,
 * so that an index gives its rows in order; {@code offset 0} keeps the planner from reading streams first where a few of their
 * events are wanted. No order is asked for outside, where it would come between the events and the count of their bytes.
 *
 * <p>A tenant's categories are read one by one, and compared together with the position: no other index can give that order, so
 * that nobody reads all other events of the tenant for a category that it hardly has.
 *
 * @param types stand in the text as constants: PostgreSQL uses an index over some types, as the change addEventTypeIndex makes
 *     it, only where the text itself says that no others are wanted
 */
record LogText(
        boolean tenant,
        Set<String> types,
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
                from (select l.*, %s from (%s) l offset 0) r
                left join lateral (
                    select * from (
                %s) u
                    order by position
                    limit %s) e on true
                """.formatted(
                        EventSql.event(limit > 1),
                        PageBytes.COUNTING,
                        bounded ? GIVEN : FOUND,
                        branch("events") + EventSql.when(archived, "\nunion all\n" + branch("archived_events")),
                        limit);
        return bounded ? FixedSql.reading(page) : FixedSql.readingBehind(1, SAFE + page);
    }

    private String branch(String table) {
        if (!tenant) {
            return ordered(
                    table,
                    "e." + EventSql.ACROSS + " and e.position > :after and e.position <= r.safe"
                            + EventSql.when(categories, " and e.category = any (:category)"),
                    "e.position");
        }
        if (!categories) {
            return ordered(
                    table, "e.tenant_id = :tenant_id and e.position > :after and e.position <= r.safe", "e.position");
        }
        return """
                (select e.*
                from unnest(:category) c (category)
                cross join lateral %s e
                order by e.position
                limit %s)""".formatted(
                        ordered(
                                table,
                                "e.tenant_id = :tenant_id and (e.category, e.position) > (c.category, :after)"
                                        + " and (e.category, e.position) <= (c.category, r.safe)",
                                "e.category, e.position"),
                        limit);
    }

    private String ordered(String table, String wanted, String order) {
        return """
                (select e.*, s.stream_id
                from holdfast.%s e
                cross join lateral (
                    select stream_id from holdfast.streams s
                    where s.tenant_id = e.tenant_id and s.stream_no = e.stream_no
                    offset 0) s
                where %s %s %s
                order by %s
                limit %s)""".formatted(
                        table,
                        wanted,
                        types.isEmpty() ? "" : "and e.type in (" + EventSql.constants(types) + ")",
                        EventSql.when(ignoring, "and e.type <> all (:ignored)"),
                        order,
                        limit);
    }
}
