package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways around the fence, tried in bare SQL. */
class BackdoorTest extends BlogFixture {
    @Test
    @DisplayName("TN-12 nobody but the owner may truncate, or refer to the table to probe for rows")
    void truncate() {
        assertThat(app.refusedIn(1, "truncate blog.articles").sqlState()).isEqualTo(DENIED);
        assertThat(across.refused("truncate blog.articles").sqlState()).isEqualTo(DENIED);
        for (Session role : List.of(app, across)) {
            for (String table : List.of("blog.articles", "holdfast.tenants")) {
                for (String privilege : List.of("truncate", "references", "trigger")) {
                    assertThat(role.one("select has_table_privilege('" + table + "', '" + privilege + "')"))
                            .as("%s on %s", privilege, table)
                            .isEqualTo("f");
                }
            }
        }
    }

    @Test
    @DisplayName(
            "TN-13 a view shows other tenants' rows neither with nor without security_invoker, where it is refused")
    void views() {
        owner.run("""
                create view blog.plain as select id from blog.articles;
                create view blog.invoker with (security_invoker = true) as select id from blog.articles;
                grant select on blog.plain, blog.invoker to holdfast_app;
                """);
        try {
            Session.Refusal refusal = app.refusedIn(1, "select id from blog.plain");
            assertThat(refusal.sqlState()).isEqualTo(DENIED);
            assertThat(refusal.hint()).contains("For a view: security_invoker.");
            assertThat(app.rowsIn(1, "select id from blog.invoker")).containsExactly("1");
        } finally {
            owner.run("drop view blog.plain, blog.invoker");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.bypass", "holdfast.bypass", "holdfast.tenant", "holdfast.actor", "app.tenant_id"})
    @DisplayName("TN-21 no setting opens the fence")
    void bypassSetting(String setting) {
        assertThat(app.rowsIn(
                        1,
                        "select a.id from (select set_config('%s', 'on', true)) as s, blog.authors as a order by 1"
                                .formatted(setting)))
                .containsExactly("1");
        app.run("set " + setting + " = 'on'");
        assertThat(app.rowsIn(1, "select id from blog.authors")).containsExactly("1");
        assertThat(app.rows("select id from blog.authors")).isEmpty();
    }

    @Test
    @DisplayName("TN-21 the application can't become a role that sees more")
    void becomeAnother() {
        for (String role : List.of(Cluster.ACROSS, Cluster.OWNER, Cluster.SUPERUSER)) {
            assertThat(app.refused("set role " + role).sqlState()).isEqualTo(DENIED);
            assertThat(app.refused("set session authorization " + role).sqlState())
                    .isEqualTo(DENIED);
        }
        assertThat(app.refused("alter table blog.authors disable row level security")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(app.refused("drop policy holdfast_tenant on blog.authors").sqlState())
                .isEqualTo(DENIED);
        assertThat(app.refused("alter table blog.authors disable trigger all").sqlState())
                .isEqualTo(DENIED);
        assertThat(app.refused("set session_replication_role = replica").sqlState())
                .isEqualTo(DENIED);
    }

    @Test
    @DisplayName("TN-25 a second, broad policy doesn't widen the fence: ours is restrictive")
    void permissivePolicy() {
        owner.run("create policy broad on blog.authors using (true) with check (true)");
        try {
            assertThat(app.rowsIn(1, "select id from blog.authors")).containsExactly("1");
            assertThat(app.rows("select id from blog.authors")).isEmpty();
            assertThat(app.refusedIn(1, "insert into blog.authors (tenant_id, email) values (2, 'x')")
                            .sqlState())
                    .isEqualTo(DENIED);
        } finally {
            owner.run("drop policy broad on blog.authors");
        }
    }

    @Test
    @DisplayName("TN-26 with row_security off the application gets an error, not a part of the rows")
    void rowSecurityOff() {
        app.run("set row_security = off");
        assertThat(app.refusedIn(1, "select * from blog.authors").message()).contains("row-level security");
        owner.run("set row_security = off");
        assertThat(owner.refused("select * from blog.authors").sqlState()).isEqualTo(DENIED);
    }

    @Test
    @DisplayName("TN-26 pg_dump as the application's role ends in an error")
    void dump() throws Exception {
        Optional<File> dump = pgDump();
        assumeThat(dump).as("a pg_dump that can read this server").isPresent();
        Process process = new ProcessBuilder(
                        dump.get().getPath(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(Cluster.port()),
                        "-U",
                        Cluster.APP,
                        "--data-only",
                        "--table=holdfast.tenants",
                        database.name())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isNotZero();
        assertThat(output).contains("row-level security policy for table \"tenants\"");
    }

    static Optional<File> pgDump() throws IOException {
        File[] versions = new File("/usr/lib/postgresql").listFiles();
        int server = Integer.parseInt(System.getProperty("holdfast.postgres", "18"));
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .map(path -> new File(path, "pg_dump")),
                        Stream.of(versions == null ? new File[0] : versions).map(path -> new File(path, "bin/pg_dump")))
                .filter(File::canExecute)
                .filter(file -> majorVersion(file) >= server)
                .findFirst();
    }

    private static int majorVersion(File dump) {
        try {
            Process process = new ProcessBuilder(dump.getPath(), "--version").start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(version.replaceFirst("(?s)^\\D*(\\d+).*$", "$1"));
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    @DisplayName("TN-27 functions and operators of the caller's own in pg_temp change nothing")
    void shadowing() {
        app.run("""
                create function pg_temp.current_setting(text, boolean) returns text language sql as $$ select '2' $$;
                create function pg_temp.nullif(text, text) returns text language sql as $$ select '2' $$;
                create function pg_temp.always(bigint, bigint) returns boolean language sql as $$ select true $$;
                create operator pg_temp.= (leftarg = bigint, rightarg = bigint, function = pg_temp.always);
                create function pg_temp.refuse_tenant_change() returns trigger language plpgsql as $$ begin return new; end $$;
                set search_path = pg_temp, pg_catalog, blog;
                """);
        assertThat(app.rowsIn(1, "select id from blog.authors")).containsExactly("1");
        assertThat(app.refusedIn(1, "insert into blog.authors (tenant_id, email) values (2, 'x')")
                        .sqlState())
                .isEqualTo(DENIED);
        across.run("""
                create function pg_temp.always(bigint, bigint) returns boolean language sql as $$ select true $$;
                create operator pg_temp.= (leftarg = bigint, rightarg = bigint, function = pg_temp.always);
                set search_path = pg_temp, pg_catalog, blog;
                """);
        assertThat(across.refused("update articles set tenant_id = 2 where title = 'T1'")
                        .sqlState())
                .isEqualTo(DENIED);
    }

    @Test
    @DisplayName(
            "TN-27 only the event store's functions that write or look at locks, and those that keep track of projections,"
                    + " are SECURITY DEFINER, and each function"
                    + " fixes its search_path")
    void functions() {
        List<String> functions = owner.rows(
                "select proname, prosecdef, proconfig from pg_proc" + " where pronamespace = 'holdfast'::regnamespace");
        String fixed = "{\"search_path=pg_catalog, pg_temp\"";
        // A policy shows all tenants' positions under this one, and under no other that a session may set.
        String ofEveryPosition = "checkpoint_at|t|{\"search_path=pg_catalog, pg_temp, pg_every_position\"}";
        assertThat(functions)
                .contains("refuse_tenant_change|f|" + fixed + "}", ofEveryPosition)
                .allMatch(function -> function.split("\\|")[2].startsWith(fixed) || function.equals(ofEveryPosition));
        assertThat(functions)
                .filteredOn(function -> function.contains("|t|"))
                .map(function -> function.split("\\|")[0])
                .containsExactlyInAnyOrder(
                        "add_outbox",
                        "advance_projection",
                        "append_events",
                        "append_many",
                        "append_one",
                        "archive_stream",
                        "audit_upkeep_due",
                        "begin_command",
                        "change_set",
                        "check_actor",
                        "checkpoint_at",
                        "checkpoint_verdict",
                        "close_stream",
                        "declare_inline",
                        "drop_audit_partitions",
                        "finish_command",
                        "drop_projection",
                        "held_projections",
                        "hold_appends",
                        "lease_projections",
                        "lock_projection",
                        "move_outbox",
                        "pause_projection",
                        "prepare_audit_partitions",
                        "put_inline_in_force",
                        "recording_faults",
                        "refuse_in_force",
                        "release_projections",
                        "report_projection",
                        "resume_projection",
                        "safe_position",
                        "serving_version",
                        "snapshot_token",
                        "swap_projection",
                        "token_part",
                        "truncate_stream");
    }
}
