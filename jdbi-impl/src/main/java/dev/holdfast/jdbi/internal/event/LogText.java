package dev.holdfast.jdbi.internal.event;

/**
 * A page of all streams, in two statements of one round trip: the second one's snapshot must be taken after the safe position
 * was found. Each row has the last position that may be read. Each branch is ordered and limited by itself, so that an index
 * gives its rows in order; {@code offset 0} keeps the planner from reading streams first where a few of their events are
 * wanted.
 */
record LogText(boolean tenant, boolean types, boolean ignoring, boolean categories, boolean archived, int limit)
        implements EventText {

    @Override
    public FixedSql make() {
        return FixedSql.readingBehind(
                1,
                LastPositionText.SAFE
                        + """
                select r.last, e.tenant_id, e.category, e.stream_id, %s
                from (%s) r
                left join lateral (
                    select * from (
                %s) u
                    order by position
                    limit %s) e on true
                order by e.position
                """.formatted(
                                EventSql.EVENT,
                                LastPositionText.last(tenant),
                                branch("events") + EventSql.when(archived, "\nunion all\n" + branch("archived_events")),
                                limit));
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
