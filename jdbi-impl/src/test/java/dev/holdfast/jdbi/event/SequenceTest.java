package dev.holdfast.jdbi.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sequence that positions are drawn from. */
@PostgresTest(template = Newsroom.class)
class SequenceTest {

    private final TestDatabase database;

    SequenceTest(TestDatabase database) {
        this.database = database;
    }

    /** As it is in a fresh store. */
    private void emptied(String restart) {
        Sql.run(
                database.superuserDataSource(),
                "set session_replication_role = replica; truncate holdfast.events, holdfast.streams;"
                        + " alter sequence holdfast.event_positions " + restart);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "restart with 1000"})
    @DisplayName("EV-34 the first event of a fresh or restarted sequence isn't overlooked")
    void first(String restart) throws Exception {
        emptied(restart);
        assertThat(Sql.one(database.superuserDataSource(), "select is_called from holdfast.event_positions"))
                .isEqualTo("f");
        Follower follower = new Follower(Newsroom.holdfast(database).tenant(Newsroom.A), Checkpoint.START, 10);
        try (OpenAppender late = OpenAppender.of(database, Newsroom.A);
                OpenAppender second = OpenAppender.of(database, Newsroom.A)) {
            long first = late.append("first");
            assertThat(follower.poll()).isEmpty();
            long next = second.append("second");
            second.commit();
            assertThat(follower.poll()).isEmpty();
            assertThat(follower.after().position().value()).isLessThan(first);
            late.commit();
            assertThat(follower.poll()).containsExactly(first, next);
        }
    }

    @Test
    @DisplayName("EV-34 a store without events has the position before the first one")
    void empty() {
        emptied("restart");
        var events = Newsroom.holdfast(database).tenant(Newsroom.A).events();
        assertThat(events.lastCheckpoint()).isEqualTo(Checkpoint.START);
        var page = events.readAll(Checkpoint.START).page(10);
        assertThat(page.events()).isEmpty();
        assertThat(page.checkpoint()).isEqualTo(Checkpoint.START);
        assertThat(page.caughtUp()).isTrue();
    }

    /**
     * What nextval logs ahead is in the sequence's page for a moment, so that a select, which looks without the page's lock, can see
     * up to 32 too much. It takes luck to catch that, hence the functions' texts: safe_position has one such select, for a
     * sequence that nothing was drawn from.
     */
    @Test
    @DisplayName(
            "EV-9 neither readers nor appenders take positions for drawn that aren't: none trusts a select from the sequence")
    void notAhead() {
        assertThat(Sql.column(
                        database.superuserDataSource(),
                        "select proname || ' ' || count(m.hit) filter (where m.hit[1] like 'from%')"
                                + " || ' ' || count(m.hit) filter (where m.hit[1] like 'pg%')"
                                + " from pg_proc cross join lateral regexp_matches(prosrc,"
                                + " '(?:from|pg_sequence_last_value\\()\\s*''?holdfast\\.event_positions', 'g') as m (hit)"
                                + " where pronamespace = 'holdfast'::regnamespace group by proname order by proname"))
                .containsExactly(
                        "append_events 0 1",
                        "append_many 0 1",
                        "append_one 0 1",
                        "checkpoint_verdict 1 1",
                        "safe_position 1 1");
    }

    @Test
    @DisplayName("no session keeps positions in reserve, which it would use after later ones were read")
    void noReserve() {
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select cache_size || ' ' || increment_by || ' ' || cycle from pg_sequences"
                                + " where schemaname = 'holdfast' and sequencename = 'event_positions'"))
                .isEqualTo("1 1 false");
    }
}
