package dev.holdfast.jdbi.internal.event;

/** The last position that may be read, in two statements of one round trip, like a page of all streams. */
record LastPositionText(boolean tenant) implements EventText {

    static final String SAFE = """
            select set_config('holdfast.safe_position', holdfast.safe_position()::text, true);
            """;

    @Override
    public FixedSql make() {
        return FixedSql.readingBehind(1, SAFE + "select last from (" + last(tenant) + ") r");
    }

    /**
     * An event's, never one that was drawn and not committed: after a crash that can be drawn again, and whoever had gone
     * past it would miss its event. An event that is seen is durable, and so is what its position was drawn from.
     */
    static String last(boolean tenant) {
        return """
                select m.safe, coalesce(greatest(
                    %s,
                    %s), 0) as last
                from (select current_setting('holdfast.safe_position')::bigint as safe) m
                offset 0""".formatted(highest("events", tenant), highest("archived_events", tenant));
    }

    private static String highest(String table, boolean tenant) {
        // not max(), which would be made of all rows where the statistics expect one
        return "(select position from holdfast.%s where %s and position <= m.safe order by position desc limit 1)"
                .formatted(table, tenant ? "tenant_id = :tenant_id" : EventSql.ACROSS);
    }
}
