package dev.holdfast.jdbi.internal.event;

/**
 * What keeps a page's bytes from filling memory. A setting of the transaction counts what is left of them: once none is, the
 * events that aren't small come without their data, and the page ends before the first of these. A small one, known by a look at
 * what is stored, isn't counted, so that it costs next to nothing. Events are looked at in their order, but nothing depends on
 * that: in any other order no more bytes are given, and a page may end earlier.
 *
 * @param bound false where all are given, whatever their size
 * @param metadata whether there is metadata
 * @param personal whether there are personal members
 */
record PageBytes(boolean bound, boolean metadata, boolean personal) {

    private static final int BYTES = 16 << 20;
    private static final int SMALL = 2_000;

    private static final String LEFT = "current_setting('holdfast.page_bytes')";

    private static final String MEMBERS = """
             from holdfast.personal_data p
            where p.tenant_id = e.tenant_id and p.stream_no = e.stream_no and p.version = e.version""";

    /** A column that begins to count; of what is read before the events. */
    static final String COUNTING = "set_config('holdfast.page_bytes', '" + BYTES + "', true) as page_bytes";

    /**
     * The data of an e, not as text, into which each value would be copied once more; its other columns stand behind it. What
     * doesn't fit is marked for the columns that look at it.
     */
    String data() {
        if (!bound) {
            return "e.data";
        }
        return """
                case when %1$s then e.data
                    when %2$s > 0 then
                        case when set_config('holdfast.page_bytes', (%3$s::bigint - octet_length(e.data::text)%4$s)::text, true) <> ''
                            then e.data end
                    %5$s end as data""".formatted(
                small("e.data")
                        + EventSql.when(metadata, " and " + small("e.metadata"))
                        + EventSql.when(personal, " and not e.personal"),
                isMarking() ? "nullif(" + LEFT + ", '')::bigint" : LEFT + "::bigint",
                LEFT,
                EventSql.when(metadata, " - octet_length(e.metadata::text)")
                        + EventSql.when(
                                personal,
                                " - case when e.personal then coalesce((select sum(octet_length(p.cell))" + MEMBERS
                                        + "), 0) else 0 end"),
                EventSql.when(isMarking(), "when set_config('holdfast.page_bytes', '', true) is null then e.data"));
    }

    private boolean isMarking() {
        return metadata || personal;
    }

    /** The metadata of an e. */
    String metadataText() {
        return bound
                ? "case when %s or %s <> '' then e.metadata::text end as metadata".formatted(small("e.metadata"), LEFT)
                : "e.metadata::text as metadata";
    }

    /** The personal members of an e. */
    String members() {
        return members("member") + ", " + members("subject") + ", " + members("cell");
    }

    private String members(String column) {
        return "case when e.personal" + EventSql.when(bound, " and " + LEFT + " <> ''") + " then (select array_agg(p."
                + column + " order by p.member)" + MEMBERS + ") end";
    }

    private static String small(String column) {
        return "pg_column_size(%1$s) <= %2$s and pg_column_compression(%1$s) is null".formatted(column, SMALL);
    }
}
