package dev.holdfast.jdbi.internal.event;

/** The last checkpoint that may be given, in two statements of one round trip, like a page of all streams. */
record LastCheckpointText() implements EventText {

    /** In a statement of its own, so that the next one's snapshot is taken later. */
    static final String SAFE = """
            select set_config('holdfast.safe_position', holdfast.safe_position()::text, true);
            """;

    @Override
    public FixedSql make() {
        return FixedSql.readingBehind(
                1,
                SAFE
                        + "select holdfast.checkpoint_at("
                        + "least(current_setting('holdfast.safe_position')::bigint, :up_to)) as reached");
    }
}
