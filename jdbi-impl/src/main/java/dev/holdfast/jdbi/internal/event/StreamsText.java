package dev.holdfast.jdbi.internal.event;

/** What is known of a category's streams, by the key of their table. */
record StreamsText(int limit) implements EventText {

    @Override
    public FixedSql make() {
        return FixedSql.reading("""
                select stream_id, %s
                from holdfast.streams
                where tenant_id = :tenant_id and category = :category and stream_id > :stream
                order by stream_id
                limit %s
                """.formatted(EventSql.KNOWN, limit));
    }
}
