package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fence, attacked in bare SQL. Tenant 1 has author 1 and article 1, tenant 2 has author 2 and article 2. */
class IsolationTest {
    private static final String DENIED = "42501";

    private static Database database;

    private Session app;
    private Session owner;
    private Session across;

    @BeforeAll
    static void migrate() {
        database = Database.create().update("samples/blog.xml");
        try (Session owner = database.owner()) {
            owner.run(
                    "alter table blog.authors alter id restart with 100; alter table blog.articles alter id restart with 100");
        }
    }

    @BeforeEach
    void rows() {
        app = database.app();
        owner = database.owner();
        across = database.across();
        across.run("delete from blog.articles; delete from blog.authors;");
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(
                    tenant,
                    "insert into blog.authors (id, email) overriding system value values (%1$d, 'a%1$d@x')"
                            .formatted(tenant));
            app.runIn(
                    tenant,
                    "insert into blog.articles (id, author_id, title) overriding system value values (%1$d, %1$d, 'T%1$d')"
                            .formatted(tenant));
        }
    }

    @AfterEach
    void close() {
        app.close();
        owner.close();
        across.close();
    }

    @Test
    @DisplayName("TN-1 the owner sees nothing without a context as long as FORCE is on, and everything without FORCE")
    void ownerBypass() {
        assertThat(owner.rows("select * from blog.authors")).isEmpty();
        owner.run("begin; alter table blog.authors no force row level security");
        assertThat(owner.rows("select id from blog.authors order by id")).containsExactly("1", "2");
        owner.run("rollback");
        assertThat(owner.rows("select * from blog.authors")).isEmpty();
    }

    @Test
    @DisplayName(
            "TN-5 after a transaction with a tenant the setting is '' and a query finds nothing, without a cast error")
    void emptySetting() {
        assertThat(app.rowsIn(1, "select id from blog.authors")).containsExactly("1");
        assertThat(app.one("select current_setting('holdfast.tenant_id', true)"))
                .isEmpty();
        assertThat(app.rows("select id from blog.authors")).isEmpty();
        assertThat(app.rows("select id from holdfast.tenants")).isEmpty();
        assertThat(app.refused("insert into blog.authors (email) values ('x')").sqlState())
                .isEqualTo(DENIED);
        try (Session fresh = database.app()) {
            assertThat(fresh.rows("select id from blog.authors")).isEmpty();
            assertThat(fresh.refused("insert into blog.authors (email) values ('x')")
                            .sqlState())
                    .isEqualTo(DENIED);
        }
    }

    @Test
    @DisplayName("a plain insert is stamped with the tenant")
    void stamped() {
        app.runIn(2, "insert into blog.authors (email) values ('new@x')");
        assertThat(across.rows("select tenant_id from blog.authors where email = 'new@x'"))
                .containsExactly("2");
        assertThat(across.refused("insert into blog.authors (email) values ('nobody@x')")
                        .sqlState())
                .isEqualTo("23502");
    }

    @Test
    @DisplayName("TN-6 a row's tenant can't be changed: not by the application, not across tenants, not by the owner")
    void immutable() {
        assertThat(app.refusedIn(1, "update blog.articles set tenant_id = 2").sqlState())
                .isEqualTo(DENIED);
        var error = across.refused("update blog.articles set tenant_id = 2 where id = 1");
        assertThat(error.sqlState()).isEqualTo(DENIED);
        assertThat(error.message()).contains("The tenant of a row in blog.articles can't be changed");
        assertThat(error.table()).isEqualTo("articles");
        owner.run("begin; alter table blog.articles no force row level security");
        assertThat(owner.refused("update blog.articles set tenant_id = 2 where id = 1")
                        .sqlState())
                .isEqualTo(DENIED);
        owner.run("rollback");
        assertThat(across.run("update blog.articles set tenant_id = tenant_id, title = 'same tenant'"))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("TN-6 a trigger of the user's own can't change a row's tenant behind an update either")
    void immutableBehindTrigger() {
        owner.run("""
                create function blog.restamp() returns trigger language plpgsql as
                    $$ begin new.tenant_id := 1; return new; end $$;
                create trigger stamp before update on blog.articles for each row execute function blog.restamp();
                """);
        try {
            assertThat(across.refused("update blog.articles set title = 'x' where id = 2")
                            .sqlState())
                    .isEqualTo(DENIED);
        } finally {
            owner.run("drop trigger stamp on blog.articles; drop function blog.restamp()");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into blog.authors (tenant_id, email) values (2, 'x')",
                "insert into blog.authors (tenant_id, email) values (null, 'x')",
                "insert into blog.authors (id, email) overriding system value values (2, 'x') "
                        + "on conflict (id) do update set email = 'x'",
                "with gone as (delete from blog.articles returning tenant_id) "
                        + "insert into blog.authors (tenant_id, email) select tenant_id + 1, 'x' from gone",
            })
    @DisplayName("TN-7 an insert for another tenant is denied")
    void otherTenant(String sql) {
        assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
        assertThat(across.one("select count(*) from blog.authors")).isEqualTo("2");
    }

    @Test
    @DisplayName("TN-7 another tenant's rows can't be read, updated, deleted or locked")
    void otherTenantsRows() {
        assertThat(app.rowsIn(1, "select id from blog.authors")).containsExactly("1");
        assertThat(app.rowsIn(1, "select id from blog.authors where tenant_id = 2 or true"))
                .containsExactly("1");
        assertThat(app.rowsIn(1, "select id from blog.authors where id = 2 for update"))
                .isEmpty();
        assertThat(app.runIn(1, "update blog.authors set email = 'x' where id = 2"))
                .isZero();
        assertThat(app.runIn(1, "delete from blog.articles where tenant_id = 2"))
                .isZero();
    }

    @Test
    @DisplayName("TN-8 a row can't refer to another tenant's row")
    void foreignKey() {
        assertThat(app.refusedIn(1, "insert into blog.articles (author_id, title) values (2, 'x')")
                        .sqlState())
                .isEqualTo("23503");
        assertThat(app.refusedIn(1, "update blog.articles set author_id = 2").sqlState())
                .isEqualTo("23503");
        assertThat(across.refused("update blog.articles set author_id = 2 where id = 1")
                        .sqlState())
                .isEqualTo("23503");
    }

    @Test
    @DisplayName("TN-9 a value that another tenant has can be inserted")
    void uniquePerTenant() {
        assertThat(app.runIn(1, "insert into blog.authors (email) values ('a2@x')"))
                .isOne();
        assertThat(app.refusedIn(1, "insert into blog.authors (email) values ('a2@x')")
                        .sqlState())
                .isEqualTo("23505");
    }

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
    @DisplayName("TN-13 a view shows other tenants' rows neither with nor without security_invoker")
    void views() {
        owner.run("""
                create view blog.plain as select id from blog.articles;
                create view blog.invoker with (security_invoker = true) as select id from blog.articles;
                grant select on blog.plain, blog.invoker to holdfast_app;
                """);
        try {
            assertThat(app.rowsIn(1, "select id from blog.plain")).isEmpty();
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
                        "--table=blog.authors",
                        database.name())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isNotZero();
        assertThat(output).contains("row-level security policy for table \"authors\"");
    }

    private static Optional<File> pgDump() throws IOException {
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
    @DisplayName("TN-27 no function of ours is SECURITY DEFINER, and each fixes its search_path")
    void functions() {
        assertThat(
                        owner.rows(
                                "select proname, prosecdef, proconfig from pg_proc where pronamespace = 'holdfast'::regnamespace"))
                .containsExactly("refuse_tenant_change|f|{\"search_path=pg_catalog, pg_temp\"}");
    }

    @Test
    @DisplayName("the registry shows the application its own tenant only, and lets it change none")
    void registry() {
        assertThat(app.rowsIn(1, "select id, name, status from holdfast.tenants"))
                .containsExactly("1|Acme|active");
        assertThat(app.refusedIn(1, "update holdfast.tenants set status = 'suspended'")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(app.refusedIn(1, "insert into holdfast.tenants (id, name) values (9, 'x')")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(across.rows("select id from holdfast.tenants order by id")).containsExactly("1", "2");
        assertThat(across.run("update holdfast.tenants set status = 'suspended', suspended_at = now() where id = 2"))
                .isOne();
        assertThat(across.run("update holdfast.tenants set status = 'active', suspended_at = null where id = 2"))
                .isOne();
        assertThat(across.refused("delete from holdfast.tenants").sqlState()).isEqualTo(DENIED);
        assertThat(across.refused("update holdfast.tenants set status = 'gone'").sqlState())
                .isEqualTo("23514");
        assertThat(app.refusedIn(3, "insert into blog.authors (email) values ('x')")
                        .sqlState())
                .isEqualTo("23503");
    }
}
