package dev.holdfast.jdbi.internal.event;

import java.util.Set;

/**
 * A page of all streams, in two statements of one round trip: the second one's snapshot must be taken after the safe position
 * was found. Each row has the last position that may be read. Each branch is ordered and limited by itself, so that an index
 * gives its rows in order; {@code offset 0} keeps the planner from reading streams first where a few of their events are
 * wanted. No order is asked for outside, where it would come between the events and the count of their bytes.
 *
 * <p>A tenant's categories are read one by one, and compared together with the position: no other index can give that order, so
 * that nobody reads all other events of the tenant for a category that it hardly has.
 *
 * @param types stand in the text as constants: PostgreSQL uses an index over some types, as the change addEventTypeIndex makes
 *     it, only where the text itself says that no others are wanted
 */
record LogText(boolean tenant, Set<String> types, boolean ignoring, boolean categories, boolean archived, int limit)
        implements EventText {

    @Override
    public FixedSql make() {
        return FixedSql.readingBehind(
                1,
                LastPositionText.SAFE
                        + """
                select r.last, e.tenant_id, e.category, e.stream_id, %s
                from (select l.*, %s from (%s) l offset 0) r
                left join lateral (
                    select * from (
                %s) u
                    order by position
                    limit %s) e on true
                """.formatted(
                                EventSql.event(limit > 1),
                                PageBytes.COUNTING,
                                LastPositionText.last(tenant),
                                branch("events") + EventSql.when(archived, "\nunion all\n" + branch("archived_events")),
                                limit));
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
