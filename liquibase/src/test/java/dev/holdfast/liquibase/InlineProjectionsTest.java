package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an inline projection that is in force asks of each append, in bare SQL. */
class InlineProjectionsTest extends ProjectionFixture {
    private static final String NOT_RUN = "HF021";
    private static final String STATE = "55000";
    private static final String SAID = "select set_config('holdfast.inline_projections', '%s', true);";
    private static final String IN_FORCE =
            "select coalesce(string_agg(projection || ' v' || version, ', ' order by projection), '') from holdfast.inline_projections";

    private static int streams;

    @BeforeEach
    void noneInForce() {
        superuser.run("delete from holdfast.inline_projections");
    }

    private static String append() {
        return EventFixture.event("s" + ++streams, 0);
    }

    private void declare(String projection, int version) {
        across.rows("select holdfast.declare_inline('" + projection + "', " + version + ")");
        across.rows(lease("n", projection, version, 1));
    }

    private void catchUp(String projection, int version) {
        String at = " from holdfast.projection_status where projection = '" + projection + "' and version = " + version;
        across.rows("select holdfast.advance_projection('" + projection + "', " + version
                + ", 0, (select token from holdfast.held_projections('n') where projection = '" + projection
                + "' and version = " + version + "), (select checkpoint" + at
                + "), holdfast.checkpoint_at(holdfast.safe_position()))");
    }

    private void serve(String projection, int version) {
        across.rows("select holdfast.serve_projection('" + projection + "', " + version + ")");
    }

    private void putInForce(String projection, int version) {
        declare(projection, version);
        catchUp(projection, version);
        serve(projection, version);
    }

    private String events() {
        return superuser.one("select count(*) from holdfast.events");
    }

    @Test
    @DisplayName("an append that doesn't run it is refused with what to say, and one that says so is stored")
    void refused() {
        app.rowsIn(1, append());
        putInForce("totals", 1);
        String before = events();
        assertThat(app.refusedIn(1, append()))
                .matches(refusal -> refusal.sqlState().equals(NOT_RUN))
                .matches(refusal -> refusal.message().contains("totals v1"))
                .matches(refusal -> refusal.hint().contains("holdfast.inline_projections', 'totals v1', true"));
        assertThat(app.refusedIn(1, SAID.formatted("totals v2") + append()).sqlState())
                .isEqualTo(NOT_RUN);
        assertThat(app.refusedIn(1, Append.toTwoStreams().select("outcome")).sqlState())
                .isEqualTo(NOT_RUN);
        assertThat(app.refused("select holdfast.append_many(array[1], array['article'], array['many'],"
                                + " array[0]::bigint[], array[gen_random_uuid()], array['T'], array[1],"
                                + " array['{}'], array['{}'], array['ann'], array[''], array['r-1'])")
                        .sqlState())
                .isEqualTo(NOT_RUN);
        assertThat(events()).isEqualTo(before);
        app.runIn(1, SAID.formatted("others v3 ,  totals v1") + append());
        assertThat(events()).isEqualTo(String.valueOf(Integer.parseInt(before) + 1));
    }

    @Test
    @DisplayName("an append is told which of those that it can run it has to run")
    void due() {
        app.rowsIn(1, append());
        putInForce("b", 1);
        declare("a", 1);
        String one =
                "select array_to_string(holdfast.append_one('article', 's%d', 0, gen_random_uuid(), 'T', 1, '{}', null,"
                        + " inline => array['a v1', 'b v1']), ',') ~ '^0,1,[0-9]+,2$'";
        assertThat(app.rowsIn(1, one.formatted(++streams))).containsExactly("t");
    }

    @Test
    @DisplayName(
            "where there is no event it is in force at once; else it has to catch up first, and nothing of it may be parked")
    void caughtUp() {
        try (Session its = Database.withHoldfast().across()) {
            its.rows("select holdfast.declare_inline('first', 1)");
            assertThat(its.one("select state from holdfast.projection_status")).isEqualTo("inline");
        }
        app.rowsIn(1, append());
        declare("late", 1);
        assertThat(across.one("select state from holdfast.projection_status")).isEqualTo("catching_up");
        String expired = "update holdfast.projection_partitions set leased_until = clock_timestamp() - interval '1 s'";
        superuser.run(expired);
        assertThat(across.refused("select holdfast.serve_projection('late', 1)").sqlState())
                .isEqualTo(STATE);
        catchUp("late", 1);
        across.run(park(1, "late", "s1", 1));
        assertThat(across.refused("select holdfast.serve_projection('late', 1)").sqlState())
                .isEqualTo(STATE);
        assertThat(superuser.one(IN_FORCE)).isEmpty();
        across.run("delete from holdfast.parked_streams");
        serve("late", 1);
        serve("late", 1);
        assertThat(superuser.one(IN_FORCE)).isEqualTo("late v1");
        assertThat(across.one("select count(*) from holdfast.held_projections('n') where not stopped"))
                .isEqualTo("0");
        assertThat(app.rowsIn(1, "select position from holdfast.projection_reached('{late}', 1, 99999)"))
                .containsExactly("99999");
        for (String pause : new String[] {"pause_projection('late')", "pause_projection_of_tenant('late', 1)"}) {
            assertThat(across.refused("select holdfast." + pause).sqlState()).isEqualTo(STATE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"repeatable read", "serializable"})
    @DisplayName("whose snapshot is older than the first event doesn't put it in force without that event")
    void staleSnapshot(String isolation) {
        Database empty = Database.withHoldfast();
        try (Session declaring = empty.across();
                Session appender = empty.app()) {
            declaring.run("begin isolation level " + isolation);
            declaring.rows("select 1");
            appender.rowsIn(1, append());
            declaring.rows("select holdfast.declare_inline('stale', 1)");
            declaring.run("commit");
            assertThat(declaring.one("select state from holdfast.projection_status"))
                    .isEqualTo("unowned");
        }
    }

    @Test
    @DisplayName("another version takes its place in one step, and the one before goes on behind the last event")
    void replaced() {
        app.rowsIn(1, append());
        putInForce("swapped", 1);
        String before = across.one("select position from holdfast.projection_status");
        app.runIn(1, SAID.formatted("swapped v1") + append());
        putInForce("swapped", 2);
        assertThat(superuser.one(IN_FORCE)).isEqualTo("swapped v2");
        assertThat(
                        across.rows(
                                "select version, serving, state, position > " + before
                                        + ", position = (select max(position) from holdfast.events) from holdfast.projection_status order by version"))
                .containsExactly("1|f|catching_up|t|t", "2|t|inline|t|t");
        assertThat(app.refusedIn(1, SAID.formatted("swapped v1") + append()).sqlState())
                .isEqualTo(NOT_RUN);
        across.rows("select holdfast.release_projections('n')");
        across.rows("select holdfast.drop_projection('swapped', 1)");
        across.rows("select holdfast.drop_projection('swapped', 2)");
        app.rowsIn(1, append());
    }

    @ParameterizedTest
    @ValueSource(strings = {"read committed", "repeatable read"})
    @DisplayName("an append under way is waited for; one behind it, whatever its snapshot, is refused or fails")
    void inFlight(String isolation) throws Exception {
        app.rowsIn(1, append());
        declare("waiting", 1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Session appender = database.app();
                Session late = database.app()) {
            appender.run("begin; set local holdfast.tenant_id = '1'");
            appender.rows(append());
            catchUp("waiting", 1);
            late.run("begin isolation level " + isolation + "; set local holdfast.tenant_id = '1'");
            late.rows("select count(*) from holdfast.events");
            Future<?> serving = threads.submit(() -> serve("waiting", 1));
            assertThat(awaitLock("serve_projection")).isTrue();
            Future<?> behind = threads.submit(() -> late.refused(append()));
            assertThat(awaitLock("append_event")).isTrue();
            assertThat(serving.isDone()).isFalse();
            appender.run("commit");
            try (Session runner = database.across()) {
                runner.rows("select holdfast.advance_projection('waiting', 1, 0,"
                        + " (select token from holdfast.held_projections('n') where projection = 'waiting'),"
                        + " (select checkpoint from holdfast.projection_status where projection = 'waiting'),"
                        + " holdfast.checkpoint_at(holdfast.safe_position()))");
            }
            serving.get(30, TimeUnit.SECONDS);
            assertThat(behind.get(30, TimeUnit.SECONDS).toString())
                    .contains(
                            isolation.equals("read committed")
                                    ? "waiting v1"
                                    : "since this transaction took its snapshot");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("who has locked the projection keeps no append waiting: after some seconds it isn't put in force")
    void heldUp() {
        app.rowsIn(1, append());
        declare("held", 1);
        catchUp("held", 1);
        try (Session holder = database.across();
                Session server = database.across()) {
            holder.run("begin");
            holder.rows("select holdfast.lock_projection('held')");
            server.run("set statement_timeout = '30s'");
            assertThat(server.refused("select holdfast.serve_projection('held', 1)"))
                    .matches(refusal -> refusal.sqlState().equals("55006"))
                    .matches(refusal -> refusal.message().contains("longer than 5 s"));
            app.rowsIn(1, append());
            holder.run("rollback");
        }
        assertThat(superuser.one(IN_FORCE)).isEmpty();
    }

    private boolean awaitLock(String of) throws InterruptedException {
        String waits =
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%" + of + "%'";
        for (int i = 0; i < 1000; i++) {
            if (!superuser.one(waits).equals("0")) {
                return true;
            }
            Thread.sleep(10);
        }
        return false;
    }

    @Test
    @DisplayName("nobody but who serves versions puts one in force, and nobody past the appends under way")
    void guarded() {
        for (String call : new String[] {
            "select holdfast.declare_inline('x', 1)",
            "select holdfast.serve_projection('x', 1)",
            "select holdfast.put_inline_in_force('x', 1)",
            "select holdfast.hold_appends('x', 1)",
            "select holdfast.inline_places('{}')",
            "delete from holdfast.inline_projections",
            "insert into holdfast.inline_projections values ('x', 1)"
        }) {
            assertThat(app.refused(call).sqlState()).as(call).isEqualTo(DENIED);
        }
        for (String call :
                new String[] {"select holdfast.put_inline_in_force('x', 1)", "delete from holdfast.inline_projections"
                }) {
            assertThat(across.refused(call).sqlState()).as(call).isEqualTo(DENIED);
        }
    }
}
