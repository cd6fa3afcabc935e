package dev.holdfast.jdbi.internal.event;

/** The events of one stream. */
record StreamText(boolean backwards, boolean bounded, boolean ignoring, int limit) implements EventText {

    @Override
    public FixedSql make() {
        String wanted = "version >= :from and version <= :to"
                + EventSql.when(bounded, " and recorded_at <= :until")
                + EventSql.when(ignoring, " and type <> all (:ignored)");
        return FixedSql.reading("""
                select %s
                from holdfast.streams s
                cross join lateral (
                %s) e
                where s.tenant_id = :tenant_id and s.category = :category and s.stream_id = :stream
                order by e.version %s
                limit %s
                """.formatted(
                EventSql.EVENT, EventSql.ofStream(wanted, backwards, limit), EventSql.when(backwards, "desc"), limit));
    }
}
