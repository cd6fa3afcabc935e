package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are handled once, by a bare SQL client. */
class CommandsTest {

    private static final String DENIED = "42501";
    private static final String NOT_BEGUN = "55000";
    private static final String ID = "'00000000-0000-4000-8000-000000000001'";

    private static Database database;

    private Session app;
    private Session other;
    private Session owner;
    private Session across;

    @BeforeAll
    static void migrate() {
        database = Database.create().update(Database.HOLDFAST);
    }

    @BeforeEach
    void open() {
        app = database.app();
        other = database.app();
        owner = database.owner();
        across = database.across();
        across.run("delete from holdfast.handled_commands");
    }

    @AfterEach
    void close() {
        app.close();
        other.close();
        owner.close();
        across.close();
    }

    private static String begin(String content) {
        return "select * from holdfast.begin_command(" + ID + ", 'publish', '" + content + "')";
    }

    private static String finish(String result) {
        return "select * from holdfast.finish_command(" + ID + ", '" + result + "')";
    }

    @Test
    @DisplayName(
            "what was handled gives its result again, whatever the order of the content's members; another one is refused")
    void handledOnce() {
        app.runIn(1, begin("{\"a\": 1, \"b\": 2}") + "; " + finish("{\"n\": 7}"));
        assertThat(app.rowsIn(1, begin("{\"b\":2,\"a\":1}"))).containsExactly("handled|{\"n\": 7}|0");
        assertThat(app.rowsIn(1, begin("{\"a\": 1, \"b\": 3}"))).containsExactly("reused|null|null");
        assertThat(app.rowsIn(
                        1, "select outcome from holdfast.begin_command(" + ID + ", 'rename', '{\"a\": 1, \"b\": 2}')"))
                .containsExactly("reused");
        assertThat(app.rowsIn(2, begin("{}"))).as("another tenant's id").containsExactly("begun|null|null");
    }

    @Test
    @DisplayName(
            "who comes second waits for the first one's commit, and gets its result; after a rollback it handles the command")
    void race() throws Exception {
        for (boolean commits : List.of(false, true)) {
            app.run("begin");
            app.rows("select set_config('holdfast.tenant_id', '1', true)");
            app.rows(begin("{}"));
            app.rows(finish("1"));
            CompletableFuture<List<String>> second =
                    CompletableFuture.supplyAsync(() -> other.rowsIn(1, begin("{}")), Waiting.OWN_THREAD);
            awaitLock();
            app.run(commits ? "commit" : "rollback");
            assertThat(second.get(20, TimeUnit.SECONDS)).containsExactly(commits ? "handled|1|0" : "begun|null|null");
            if (!commits) {
                across.run("delete from holdfast.handled_commands");
            }
        }
    }

    private static void awaitLock() throws InterruptedException {
        String waiting =
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            for (int i = 0; !superuser.one(waiting).equals("1"); i++) {
                assertThat(i).as("nobody waits").isLessThan(1000);
                Thread.sleep(10);
            }
        }
    }

    @ParameterizedTest
    @DisplayName("the application's role can't write, forge or delete what was handled, nor see another tenant's")
    @ValueSource(
            strings = {
                "update holdfast.handled_commands set result = '2'",
                "delete from holdfast.handled_commands",
                "truncate holdfast.handled_commands",
                "insert into holdfast.handled_commands (tenant_id, command_id, command, content)"
                        + " values (1, gen_random_uuid(), 'publish', '')",
                "select holdfast.forget_commands(clock_timestamp())"
            })
    void attacks(String sql) {
        app.runIn(1, begin("{}") + "; " + finish("\"secret\""));

        assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
        assertThat(app.refusedIn(2, sql).sqlState()).isEqualTo(DENIED);
        assertThat(app.rowsIn(1, "select result from holdfast.handled_commands"))
                .containsExactly("\"secret\"");
        assertThat(app.rowsIn(2, "select result from holdfast.handled_commands"))
                .isEmpty();
        assertThat(app.rows("select result from holdfast.handled_commands")).isEmpty();
    }

    @Test
    @DisplayName("a result is kept in the transaction that began the command, and in no other, whatever is set there")
    void forged() {
        app.runIn(1, begin("{}") + "; " + finish("1"));

        assertThat(app.refusedIn(1, finish("2")).sqlState()).isEqualTo(NOT_BEGUN);
        assertThat(app.refusedIn(2, finish("2")).sqlState()).isEqualTo(NOT_BEGUN);
        assertThat(app.refusedIn(1, begin("{}") + "; " + finish("2")).sqlState())
                .as("handled before")
                .isEqualTo(NOT_BEGUN);
        assertThat(app.refused(begin("{}")).sqlState()).isEqualTo(DENIED);
        app.runIn(2, begin("{}"));
        assertThat(across.rows("select tenant_id, result from holdfast.handled_commands order by tenant_id"))
                .containsExactly("1|1", "2|null");
        assertThat(owner.rows("select * from holdfast.handled_commands"))
                .as("FORCE binds the owner")
                .isEmpty();
    }

    @Test
    @DisplayName("a transaction tells the last position that it appended of its tenant, and no other's")
    void appendedPosition() {
        assertThat(app.rowsIn(1, "select holdfast.appended_position()")).containsExactly("null");
        app.rowsIn(1, EventFixture.event("a", 0));
        app.run("begin");
        app.rows("select set_config('holdfast.tenant_id', '1', true)");
        app.rows(EventFixture.event("b", 0));
        String first = app.one("select holdfast.appended_position()");
        app.run("savepoint s");
        app.rows(EventFixture.event("b", 1));
        other.rowsIn(1, EventFixture.event("c", 0));
        other.rowsIn(2, EventFixture.event("c", 0));
        String second = app.one("select holdfast.appended_position()");
        app.run("release s; savepoint t");
        app.rows(EventFixture.event("b", 2));
        app.run("rollback to t");
        assertThat(app.one("select holdfast.appended_position()"))
                .isEqualTo(second)
                .isEqualTo(
                        app.one("select max(position) from holdfast.events e join holdfast.streams s using (stream_no)"
                                + " where s.stream_id = 'b'"));
        assertThat(Long.parseLong(second)).isGreaterThan(Long.parseLong(first));
        app.rows("select * from holdfast.archive_stream('article', 'b', null)");
        assertThat(app.one("select holdfast.appended_position()")).isEqualTo(second);
        app.run("commit");
        assertThat(app.rowsIn(1, "select holdfast.appended_position()")).containsExactly("null");
        app.run("begin");
        app.rows(
                "select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.lowest_position', '1', true),"
                        + " pg_current_xact_id()");
        assertThat(app.one("select holdfast.appended_position()"))
                .as("others' aren't its own, whatever it claims")
                .isEqualTo("null");
        app.run("rollback");
    }

    @Test
    @DisplayName("over partitions too")
    void partitioned() {
        Database partitioned =
                Database.create().with("holdfast.eventPartitions", "4").update(Database.HOLDFAST);
        try (Session session = partitioned.app()) {
            session.run("begin");
            session.rows("select set_config('holdfast.tenant_id', '1', true)");
            session.rows(EventFixture.event("b", 0));
            assertThat(session.one("select holdfast.appended_position()"))
                    .isEqualTo(session.one("select max(position) from holdfast.events"));
            session.run("commit");
        }
    }

    @Test
    @DisplayName("the role across tenants forgets in batches, the oldest first")
    void forget() {
        for (int tenant = 1; tenant <= 5; tenant++) {
            app.runIn(tenant, begin("{}") + "; " + finish("1"));
        }
        String all = "select holdfast.forget_commands(clock_timestamp(), 2)";
        assertThat(across.one("select holdfast.forget_commands(clock_timestamp() - interval '1 hour')"))
                .isEqualTo("0");
        assertThat(across.one(all)).isEqualTo("2");
        assertThat(across.rows("select tenant_id from holdfast.handled_commands order by 1"))
                .containsExactly("3", "4", "5");
        assertThat(across.one(all)).isEqualTo("2");
        assertThat(across.one(all)).isEqualTo("1");
        assertThat(across.one(all)).isEqualTo("0");
        assertThat(app.rowsIn(1, begin("{}"))).as("it is handled anew").containsExactly("begun|null|null");
    }

    @Test
    @DisplayName("a command without an id, a name or a content is refused")
    void incomplete() {
        for (String arguments :
                List.of("null, 'a', '{}'", ID + ", ' ', '{}'", ID + ", 'a', null", ID + ", null, '{}'")) {
            assertThat(app.refusedIn(1, "select holdfast.begin_command(" + arguments + ")")
                            .sqlState())
                    .as(arguments)
                    .isEqualTo("22023");
        }
    }
}
