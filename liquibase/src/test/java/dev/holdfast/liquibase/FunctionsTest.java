package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of Holdfast's own functions runs here, by PostgreSQL's own count of calls. */
class FunctionsTest {
    private static final Pattern RAISED = Pattern.compile("PL/pgSQL function holdfast\\.(\\w+)\\(");

    private final Database database = Database.create();
    private final Set<String> raised = new TreeSet<>();

    @BeforeEach
    void extraErrors() {
        try (Session owner = database.owner()) {
            assertThat(owner.refused("create function pg_temp.shadowing(a int) returns void language plpgsql"
                                    + " as $$ declare a int; begin null; end $$")
                            .message())
                    .as("plpgsql.extra_errors is on")
                    .contains("shadows a previously defined variable");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "every function is called, be it by what raises an error in it; also where nothing is granted to everybody")
    void called(boolean revoked) throws InterruptedException {
        if (revoked) {
            revokeFromEverybody();
        }
        deletion();
        crypto();
        keys();
        events();
        commands();
        projections();
        recording();
        Set<String> missing = missing();
        for (int i = 0; i < 3000 && !missing.isEmpty(); i++) { // a backend tells its count when it ends
            Thread.sleep(10);
            missing = missing();
        }
        assertThat(missing).isEmpty();
        assertThat(raised).contains("refuse_tenant_change", "refuse_data_key_delete", "refuse_event_change");
    }

    private void revokeFromEverybody() {
        try (Session owner = database.owner()) {
            owner.run("alter default privileges revoke execute on functions from public");
        }
    }

    @Test
    @DisplayName("where nothing is granted to everybody, each role may call what it needs, and nothing else")
    void granted() {
        revokeFromEverybody();
        database.update(Database.HOLDFAST);
        String callable = "select proname from pg_proc where pronamespace = 'holdfast'::regnamespace"
                + " and has_function_privilege(oid, 'execute') order by proname";
        List<String> keys = List.of("begin_shredding", "data_key_id", "refuse_old_snapshot", "shred_subject");
        List<String> order = List.of("safe_position", "checkpoint_at", "checkpoint_verdict", "check_checkpoint");
        List<String> doctor =
                List.of("is_soft_deletable", "live_columns", "live_condition", "live_query", "live_view_record");
        List<String> streams = List.of(
                "append_event",
                "append_events",
                "append_many",
                "append_one",
                "archive_stream",
                "close_stream",
                "truncate_stream");
        List<String> tokens =
                List.of("snapshot_token", "token_part", "token_sequence", "token_epoch", "token_snapshot");
        List<String> history = List.of("is_in_history", "is_in_history_of_token", "versions_name", "recorded_cells");
        List<String> upkeep = List.of(
                "prepare_audit_partitions",
                "drop_audit_partitions",
                "drop_unused_change_sets",
                "shred_tenant",
                "purge_recorded",
                "refuse_before",
                "expire_recorded");
        List<String> commands = List.of("appended_position", "begin_command", "finish_command");
        List<String> forgetting = List.of("forget_commands");
        List<String> projecting =
                List.of("advance_projection", "projection_reached", "serving_version", "unpark_stream");
        List<String> projections = List.of(
                "add_outbox",
                "declare_inline",
                "declare_outbox",
                "move_outbox",
                "replay_outbox",
                "drop_projection",
                "held_projections",
                "lease_projections",
                "lock_projection",
                "pause_projection",
                "pause_projection_of_tenant",
                "refuse_in_force",
                "release_projections",
                "report_projection",
                "resume_projection",
                "resume_projection_of_tenant",
                "serve_projection",
                "swap_projection");
        List<String> recording = List.of("recording_faults", "audit_upkeep_due", "todays_changes");
        try (Session app = database.app();
                Session across = database.across()) {
            assertThat(app.rows(callable))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(keys, order, doctor, streams, tokens, history, recording, commands, projecting)
                                    .flatMap(List::stream)
                                    .toList());
            assertThat(across.rows(callable))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(
                                    keys,
                                    order,
                                    tokens,
                                    history,
                                    recording,
                                    upkeep,
                                    forgetting,
                                    projecting,
                                    projections)
                            .flatMap(List::stream)
                            .toList());
        }
    }

    /** The files' functions that neither ended nor raised. */
    private Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        Changelogs.files(".sql")
                .forEach(file -> missing.add(file.getFileName().toString().replace(".sql", "")));
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            assertThat(superuser.rows(
                            "select distinct proname from pg_proc where pronamespace = 'holdfast'::regnamespace"))
                    .containsExactlyInAnyOrderElementsOf(missing);
            superuser
                    .rows("select funcname from pg_stat_user_functions where schemaname = 'holdfast' and calls > 0")
                    .forEach(missing::remove);
        }
        missing.removeAll(raised);
        return missing;
    }

    private void expectRaised(Session session, int tenant, String sql) {
        Matcher where = RAISED.matcher(session.refusedIn(tenant, sql).where());
        assertThat(where.find()).as(sql).isTrue();
        raised.add(where.group(1));
    }

    private void deletion() {
        String changelog = "samples/soft-delete.xml";
        database.update(changelog);
        try (Session app = database.app();
                Session owner = database.owner()) {
            app.runIn(1, """
                    insert into blog.authors (id, email) values (1, 'a@x');
                    insert into blog.articles (id, author_id, title) values (1, 1, 'T');
                    insert into blog.comments (id, article_id, body) values (1, 1, 'B');
                    delete from blog.comments_live;
                    update blog.articles set deleted_at = now() where id = 1
                    """);
            assertThat(app.rowsIn(1, "select blog.comments_purge(array[1])")).containsExactly("1");
            assertThat(app.one("select holdfast.live_view_record('blog.articles') is not null"))
                    .isEqualTo("t");
            expectRaised(app, 1, "update blog.authors set tenant_id = 2");
            expectRaised(owner, 1, "select * from blog.authors");
            app.rowsIn(1, "select blog.articles_purge(array[1])");
            owner.rows("select holdfast.deriving_tables('blog.articles')");
        }
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.run("truncate blog.authors, blog.articles, blog.comments, blog.pictures, blog.invoices");
        }
        database.rollback(changelog, 6);
    }

    private void crypto() {
        String changelog = "samples/encryption.xml";
        database.update(changelog).rollback(changelog, 8);
    }

    private void keys() {
        try (Session app = database.app();
                Session across = database.across();
                Session superuser = database.session(Cluster.SUPERUSER)) {
            app.runIn(
                    1,
                    "insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key)"
                            + " values (holdfast.data_key_id(), '1', 'bob', 'data', '\\x01', 'master')");
            assertThat(app.rowsIn(1, "select holdfast.shred_subject('bob')")).containsExactly("1");
            assertThat(across.rows("select holdfast.shred_tenant('1')")).containsExactly("0");
            across.run("insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key)"
                    + " values (holdfast.data_key_id(), '2', 'eve', 'data', '\\x01', 'master')");
            assertThat(app.runIn(2, "update holdfast.data_keys set state = 'shredded' where subject = 'eve'"))
                    .isOne();
            expectRaised(superuser, 1, "delete from holdfast.data_keys");
        }
    }

    private void events() {
        try (Session app = database.app();
                Session superuser = database.session(Cluster.SUPERUSER)) {
            app.rowsIn(1, EventFixture.event("a", 0));
            superuser.run("select pg_advisory_lock(18503::bigint << 48"
                    + " | (hashtextextended('1/article/a/1', 0) & x'ffffffffffff'::bigint))");
            app.rowsIn(1, EventFixture.event("a", 1)); // waits for the key in vain
            app.rowsIn(1, Append.toTwoStreams().select("outcome"));
            app.rows(
                    "select holdfast.append_many(array[1, 2], array['article', 'article'], array['a', 'a'],"
                            + " array[null, 0]::bigint[], array[gen_random_uuid(), gen_random_uuid()], array['T', 'T'], array[1, 1],"
                            + " array['{}', '{}'], array[null, '{}'], array[null, 'ann'], array[null, ''], array[null, 'r-1'])");
            app.rowsIn(1, "select holdfast.check_checkpoint(holdfast.checkpoint_at(holdfast.safe_position()))");
            app.runIn(
                    1,
                    "insert into holdfast.snapshots (tenant_id, stream_no, version, schema_version, type, state)"
                            + " select tenant_id, stream_no, 1, 1, 'T', '{}' from holdfast.streams where stream_id = 'a'");
            expectRaised(superuser, 1, "update holdfast.events set type = 'x'");
            app.rowsIn(1, "select holdfast.truncate_stream('article', 'a', 2)");
            app.rowsIn(1, "select holdfast.close_stream('article', 'a', null)");
            assertThat(app.rowsIn(1, "select outcome from holdfast.archive_stream('article', 'b', null)"))
                    .containsExactly("done");
        }
    }

    private void commands() {
        try (Session app = database.app();
                Session across = database.across()) {
            app.runIn(
                    1,
                    "select holdfast.begin_command(" + EventFixture.id(1) + ", 'publish', '{}');"
                            + EventFixture.event("commanded", 0) + ";"
                            + "select holdfast.finish_command(" + EventFixture.id(1) + ", '1')");
            across.rows("select holdfast.forget_commands(clock_timestamp())");
        }
    }

    private void projections() {
        try (Session app = database.app();
                Session across = database.across()) {
            across.rows(ProjectionFixture.lease("n", "p", 1, 2));
            String token = across.one("select token from holdfast.held_projections('n') where partition = 0");
            app.rows(ProjectionFixture.advance("p", 0, token, "c0", "c7"));
            across.rows("select holdfast.report_projection('" + token + "', 'failed', '1 second', false)");
            across.rows("select holdfast.pause_projection_of_tenant('p', 1)");
            across.rows("select holdfast.resume_projection_of_tenant('p', 1)");
            across.rows("select holdfast.pause_projection('p')");
            across.rows("select holdfast.resume_projection('p')");
            app.rowsIn(1, "select holdfast.unpark_stream('p')");
            app.rowsIn(1, "select * from holdfast.projection_reached('{p}', 1, 1)");
            across.rows("select holdfast.serve_projection('p', 1)");
            assertThat(app.one("select holdfast.serving_version('p')")).isEqualTo("1");
            across.rows(
                    "select holdfast.release_projections('n', array(select token from holdfast.held_projections('n')))");
            across.rows("select holdfast.drop_projection('p', 1)");
            across.rows("select holdfast.declare_outbox('o', 1, 1)");
            across.rows("select holdfast.replay_outbox('o', 0)");
            across.rows("select holdfast.declare_inline('i', 1)");
            across.rows(ProjectionFixture.lease("n", "i", 1, 1));
            String caughtUp = across.one("select token from holdfast.held_projections('n') where projection = 'i'");
            app.rows(ProjectionFixture.advance(
                    "i", 0, caughtUp, "c0", app.one("select holdfast.checkpoint_at(holdfast.safe_position())")));
            across.rows("select holdfast.serve_projection('i', 1)");
            app.runIn(
                    1,
                    "select set_config('holdfast.inline_projections', 'i v1', true);"
                            + EventFixture.event("inline", 0));
            across.rows("select holdfast.release_projections('n')");
            across.rows("select holdfast.drop_projection('i', 1)");
        }
    }

    private void recording() {
        String changelog = "samples/recording.xml";
        database.update(changelog);
        try (Session app = database.app();
                Session owner = database.owner();
                Session across = database.across()) {
            app.runIn(
                    1,
                    "select set_config('holdfast.actor', 'ann', true); insert into blog.articles (id, title) values (1, 'A');"
                            + " update blog.articles set title = 'B'");
            app.runIn(
                    1,
                    "select set_config('holdfast.actor', 'ann', true), set_config('holdfast.request_id', repeat('a', 2000), true);"
                            + " update blog.articles set title = 'C'");
            app.rowsIn(1, "select * from blog.articles_as_of(clock_timestamp())");
            app.rowsIn(1, "select * from blog.articles_as_of_token(holdfast.snapshot_token())");
            app.rows("select holdfast.token_sequence(t), holdfast.token_epoch(t), holdfast.token_snapshot(t)"
                    + " from holdfast.snapshot_token() as t");
            app.rows("select holdfast.is_in_history_of_token('blog.articles', holdfast.snapshot_token())");
            assertThat(app.rows("select * from holdfast.recording_faults()")).isEmpty();
            assertThat(app.one("select is_prepared and not has_rest from holdfast.audit_upkeep_due()"))
                    .isEqualTo("t");
            app.rowsIn(1, "select * from holdfast.recorded_cells('\\\\x01')");
            app.rows("select holdfast.todays_changes(1, 1, '{\"title\": [null]}')");
            owner.rows("select holdfast.renew_recording('blog.articles')");
            owner.rows("select holdfast.followed_key(t) from holdfast.recorded_tables t");
            owner.run("alter table blog.articles alter column title type varchar(900);"
                    + " update holdfast.recorded_tables set columns_of = 1");
            owner.rows("select holdfast.catch_up_recording('blog.articles')");
            expectRaised(owner, 1, "select holdfast.add_period_key('blog.articles', 'k', '{id}', 'title')");
            if (Integer.parseInt(app.one("show server_version_num")) < 180000) {
                expectRaised(owner, 1, "select holdfast.require_period_keys('blog.articles')");
            } else {
                owner.rows("select holdfast.require_period_keys('blog.articles')");
            }
            across.rows("select * from holdfast.drop_audit_partitions('2000-01-01')");
            across.rows("select holdfast.drop_unused_change_sets('2000-01-01')");
            across.rows("select * from holdfast.expire_recorded(1, clock_timestamp())");
            across.rows("select * from holdfast.purge_recorded(1)");
            across.run("delete from blog.articles_versions; delete from holdfast.audit_entries");
        }
        database.rollback(changelog, 4);
    }
}
