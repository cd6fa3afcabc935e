package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** requireKnownActors: a recorded change's actor is a row of the users' table, of the same tenant. */
class KnownActorsTest {
    private static final String UNKNOWN = "HF018";

    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet("tables", Database.sql("""
                    create table public.users (id bigint, tenant_id bigint, name text, primary key (tenant_id, id));
                    create table public.article (id bigint primary key, tenant_id bigint, title text);
                    create table public.country (code text primary key);
                    grant select, insert, update, delete on public.country to holdfast_app, holdfast_across
                    """))
                    + Database.changeSet(
                            "tenancy",
                            "<holdfast:enableTenancy tableName='users' registry='false'/>"
                                    + "<holdfast:enableTenancy tableName='article' registry='false'/>"
                                    + "<holdfast:enableSoftDelete tableName='users'/>")
                    + Database.changeSet(
                            "audit",
                            "<holdfast:enableAudit tableName='article'/><holdfast:enableAudit tableName='users'/>"
                                    + "<holdfast:enableAudit tableName='country' tenant='false'/>"
                                    + "<holdfast:enableHistory tableName='article'/>")
                    + Database.changeSet("actors", "<holdfast:requireKnownActors tableName='users'/>")))
            .sealed();

    private Database database;
    private Session app;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        app = database.app();
        app.runIn(1, "insert into users (id, name) values (7, 'Ann'), (8, 'Bob')");
        app.runIn(2, "insert into users (id, name) values (9, 'Cid')");
    }

    @AfterEach
    void close() {
        app.close();
    }

    private static String by(String actor, String sql) {
        return "select set_config('holdfast.actor', '" + actor + "', true); " + sql;
    }

    private void update(String changes) {
        database.update(Database.xml(Database.changeSet(Cluster.unique("change"), changes)));
    }

    @Test
    @DisplayName(
            "an actor who is there passes, in each change set; one who isn't is refused, and so is another tenant's; nobody passes")
    void known() {
        app.runIn(1, by("7", "insert into article (id) values (1); " + by("8", "insert into article (id) values (2)")));
        app.runIn(1, "insert into article (id) values (3)");
        assertThat(app.rowsIn(
                        1, "select key, actor from holdfast.audit_log where table_name = 'article' order by sequence"))
                .containsExactly("1|7", "2|8", "3|null");
        Session.Refusal refusal = app.refusedIn(1, by("9", "insert into article (id) values (4)"));
        assertThat(refusal.sqlState()).isEqualTo(UNKNOWN);
        assertThat(refusal.message()).contains("a row of public.users").contains("isn't the key of one");
        assertThat(refusal.hint()).contains("holdfast.actor");
        app.runIn(2, by("9", "insert into article (id) values (4)"));
        assertThat(app.refusedIn(2, by("7", "update article set title = 'A'")).sqlState())
                .isEqualTo(UNKNOWN);
        app.runIn(1, by("  ", "update article set title = 'A'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"07", " 7", "7.0", "+7", "x", "7; drop", "99999999999999999999", "null"})
    @DisplayName("what isn't written as the key is isn't the key")
    void otherTexts(String actor) {
        assertThat(app.refusedIn(1, by(actor, "insert into article (id) values (1)"))
                        .sqlState())
                .isEqualTo(UNKNOWN);
    }

    @Test
    @DisplayName("a change midway to an actor who isn't there is refused, whatever settings are forged")
    void forged() {
        app.run("begin");
        app.rows("select set_config('holdfast.tenant_id', '1', true)");
        app.rows("select set_config('holdfast.actor', '7', true)");
        app.run("insert into article (id) values (1)");
        app.rows("select set_config('holdfast.actor', '9', true), set_config('holdfast.change_set', '1', true),"
                + " set_config('holdfast.purge', 'on', true), set_config('search_path', 'pg_temp, public', true)");
        assertThat(app.refused("update article set title = 'A'").sqlState()).isEqualTo(UNKNOWN);
        app.run("rollback");
        app.run("create temp table users (id bigint, tenant_id bigint)");
        app.run("insert into pg_temp.users values (9, 1)");
        assertThat(app.refusedIn(1, by("9", "insert into article (id) values (2)"))
                        .sqlState())
                .isEqualTo(UNKNOWN);
    }

    @Test
    @DisplayName("work across tenants has an actor of each row's tenant")
    void across() {
        app.runIn(1, "insert into article (id, title) values (1, 'A')");
        app.runIn(2, "insert into article (id, title) values (2, 'A')");
        app.runIn(2, "insert into users (id) values (7)");
        try (Session across = database.across()) {
            across.run("begin");
            across.rows("select set_config('holdfast.actor', '8', true)");
            assertThat(across.refused("update article set title = 'B'").sqlState())
                    .isEqualTo(UNKNOWN);
            across.run("rollback; begin");
            across.rows("select set_config('holdfast.actor', '7', true)");
            assertThat(across.run("update article set title = 'B'")).isEqualTo(2);
            across.run("commit");
        }
    }

    @Test
    @DisplayName("of a table without tenants it is the session's tenant's user, and without a tenant nobody")
    void withoutTenant() {
        app.runIn(1, by("7", "insert into country values ('de')"));
        assertThat(app.refusedIn(2, by("7", "insert into country values ('fr')"))
                        .sqlState())
                .isEqualTo(UNKNOWN);
        app.run("begin");
        assertThat(app.refused(by("7", "insert into country values ('fr')")).sqlState())
                .isEqualTo(UNKNOWN);
        app.run("rollback; insert into country values ('fr')");
    }

    @Test
    @DisplayName(
            "the log outlives its users: who is deleted softly passes on, who is deleted for good doesn't, and nothing becomes of entries")
    void deleted() {
        app.runIn(1, by("7", "insert into article (id) values (1)"));
        app.runIn(1, by("7", "delete from users_live where id = 7"));
        app.runIn(1, by("7", "update article set title = 'A'"));
        app.runIn(1, by("8", "select users_purge(array[7])"));
        assertThat(app.refusedIn(1, by("7", "update article set title = 'B'")).sqlState())
                .isEqualTo(UNKNOWN);
        assertThat(app.rowsIn(1, "select count(*) from holdfast.audit_log where actor = '7'"))
                .containsExactly("3");
    }

    @Test
    @DisplayName("who signs up acts already, and whoever deletes the own row for good, acting first, does so as nobody")
    void oneself() {
        app.runIn(1, by("10", "insert into users (id) values (10)"));
        app.runIn(1, by("10", "update users set deleted_at = now() where id = 10"));
        assertThat(app.refusedIn(1, by("10", "select users_purge(array[10])")).sqlState())
                .isEqualTo(UNKNOWN);
        app.runIn(1, "select users_purge(array[10])");
    }

    @Test
    @DisplayName(
            "TN-21 neither the function nor the policy opens anything to the application, or to the owner's own statements")
    void backdoors() {
        assertThat(app.refusedIn(1, "select holdfast.is_actor('9', 2)").sqlState())
                .isEqualTo("42501");
        assertThat(app.refusedIn(1, "select holdfast.check_actor()").sqlState()).isEqualTo("42501");
        String everyActor = "select set_config('search_path', 'pg_catalog, pg_temp, pg_every_actor', true)";
        app.run("begin");
        app.rows(
                everyActor + ", set_config('holdfast.tenant_id', '1', true), set_config('holdfast.purge', 'on', true)");
        assertThat(app.rows("select count(*) from public.users")).containsExactly("2");
        app.run("rollback");
        try (Session owner = database.owner()) {
            owner.run(
                    "create view public.everybody as select * from public.users; grant select on public.everybody to holdfast_app");
            owner.expectBound("users");
        }
        app.run("begin");
        app.rows(everyActor + ", set_config('holdfast.tenant_id', '1', true)");
        app.expectRefused("select * from public.everybody");
        app.run("rollback; begin");
        app.rows(
                everyActor + ", set_config('holdfast.purge', 'on', true), set_config('holdfast.tenant_id', '1', true)");
        assertThat(app.rows("select * from public.everybody")).isEmpty();
        app.run("rollback");
        assertThat(app.refused("create schema pg_every_actor").sqlState()).isEqualTo("42501");
    }

    @Test
    @DisplayName("names of the table and its columns may change, by SQL too; it can't be dropped from under the check")
    void renamed() {
        update("<renameColumn tableName='users' oldColumnName='id' newColumnName='user_id'/>"
                + "<renameTable oldTableName='users' newTableName='people'/>");
        try (Session owner = database.owner()) {
            owner.run("alter table people rename column user_id to person_id");
            assertThat(owner.refused("drop table people").message()).contains("because other objects depend on it");
        }
        update("<sql>select holdfast.renew_recording('people')</sql>");
        app.runIn(1, by("7", "insert into article (id) values (1)"));
        Session.Refusal refusal = app.refusedIn(1, by("9", "insert into article (id) values (2)"));
        assertThat(refusal.sqlState()).isEqualTo(UNKNOWN);
        assertThat(refusal.message()).contains("a row of public.people");
    }

    @Test
    @DisplayName("where the table is dropped with all that depends on it, actors are refused, and not believed")
    void dropped() {
        try (Session owner = database.owner()) {
            owner.run("drop table users cascade");
        }
        assertThat(app.refusedIn(1, by("7", "insert into article (id) values (1)"))
                        .message())
                .contains("holdfast.is_actor");
        app.runIn(1, "insert into article (id) values (1)");
    }

    @Test
    @DisplayName("rolled back, any actor passes, and nothing is left; run again, over what is there")
    void rollback() {
        String change = Database.xml(Database.changeSet("again", "<holdfast:requireKnownActors tableName='users'/>"));
        database.update(change);
        assertThat(app.refusedIn(1, by("9", "insert into article (id) values (2)"))
                        .sqlState())
                .isEqualTo(UNKNOWN);
        database.rollback(change, 1);
        app.runIn(1, by("anybody", "insert into article (id) values (1)"));
        try (Session owner = database.owner()) {
            assertThat(owner.rows("select polname::text from pg_policy where polname = 'holdfast_actors' union all"
                            + " select tgname::text from pg_trigger where tgname = 'holdfast_known_actor' union all"
                            + " select proname::text from pg_proc where proname = 'is_actor'"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tableName='users' tenant='false' | its rows belong to tenants",
                "tableName='users' columnName='nr' | it has no column nr",
                "tableName='users' columnName='name' | (tenant_id, name) isn't unique there",
                "tableName='country' columnName='code' | its column tenant_id isn't there or isn't of the type of tenants, bigint",
                "tableName='dated' columnName='at' tenant='false' | which may be written in more than one way",
                "tableName='staff' tenant='false' | the keys of public.users are actors already",
                "tableName='users' columnName='tenant_id' | it is the key within a tenant",
                "tableName='users' columnName=' ' | columnName is blank",
            })
    @DisplayName("what can't be asked in a way that tells users apart is refused")
    void refused(String attributes, String message) {
        try (Session owner = database.owner()) {
            owner.run("create table dated (at timestamptz primary key); create table staff (id text primary key)");
            if (!message.contains("already")) {
                owner.rows("select holdfast.accept_any_actor()");
            }
        }
        assertThatThrownBy(() -> update("<holdfast:requireKnownActors " + attributes + "/>"))
                .hasStackTraceContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "text, ann, Ann",
        "varchar(20), ann, 'ann '",
        "uuid, 018f0000-0000-7000-8000-000000000001, 018F0000-0000-7000-8000-000000000001",
        "integer, 7, 3000000000",
        "smallint, 7, 100000"
    })
    @DisplayName("keys of each type are found by their index, in a table without tenants too")
    void types(String type, String key, String other) {
        try (Session owner = database.owner()) {
            owner.run("create table staff (id " + type + " primary key); insert into staff values ('" + key + "')");
            owner.rows("select holdfast.accept_any_actor()");
        }
        update("<holdfast:requireKnownActors tableName='staff' tenant='false'/>");
        app.runIn(1, by(key, "insert into article (id) values (1)"));
        app.run("begin");
        app.run(by(key, "insert into country values ('de')"));
        app.run("commit");
        assertThat(app.refusedIn(1, by(other, "insert into article (id) values (2)"))
                        .sqlState())
                .isEqualTo(UNKNOWN);
    }
}
