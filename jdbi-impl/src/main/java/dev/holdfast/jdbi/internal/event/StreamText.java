package dev.holdfast.jdbi.internal.event;

/**
 * The events of one stream. No order is asked for outside, where it would come between the events and the count of their bytes.
 *
 * @param paged whether their bytes are bound
 */
record StreamText(boolean backwards, boolean bounded, boolean ignoring, boolean paged, int limit) implements EventText {

    @Override
    public FixedSql make() {
        String wanted = "version >= :from and version <= :to"
                + EventSql.when(bounded, " and recorded_at <= :until")
                + EventSql.when(ignoring, " and type <> all (:ignored)");
        return FixedSql.reading("""
                select %s
                from (
                    select stream_no, state, first_version, %s
                    from holdfast.streams
                    where tenant_id = :tenant_id and category = :category and stream_id = :stream
                    offset 0) s
                cross join lateral (
                    select * from (
                %s) u
                    order by version %s
                    limit %s) e
                """.formatted(
                        EventSql.event(paged && limit > 1),
                        PageBytes.COUNTING,
                        EventSql.ofStream(wanted, backwards, limit),
                        EventSql.when(backwards, "desc"),
                        limit));
    }
}
