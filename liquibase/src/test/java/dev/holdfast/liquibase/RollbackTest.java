package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.liquibase.internal.Block;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("liquibase")
class RollbackTest {
    private static final String TENANTS = Database.changeSet(
            "tenants",
            "<holdfast:sqlAcrossTenants tables='holdfast.tenants'><holdfast:sql>"
                    + "insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B')"
                    + "</holdfast:sql></holdfast:sqlAcrossTenants>");

    /** A table of two tenants' rows, under tenancy. */
    private static String twoTenants(String attributes) {
        return Database.xml(TENANTS
                + Database.changeSet(
                        "table",
                        Database.sql("create table public.t (id int primary key, tenant_id bigint);"
                                + " insert into public.t values (1, 1), (2, 2)"))
                + Database.changeSet("t", "<holdfast:enableTenancy tableName='t' keyColumns='id'" + attributes + "/>"));
    }

    private static void expectFence(Database database) {
        try (Session app = database.app();
                Session owner = database.owner()) {
            assertThat(app.rowsIn(1, "select id, tenant_id from t")).containsExactly("1|1");
            assertThat(app.rowsIn(2, "select id, tenant_id from t")).containsExactly("2|2");
            assertThat(app.rows("select * from t")).isEmpty();
            owner.expectBound("t");
        }
    }

    @Test
    @DisplayName(
            "TN-30 the rollback sees all tenants' rows through FORCE, and is refused while they are of more than one")
    void refused() {
        String changelog = twoTenants("");
        Database database = Database.create().update(changelog);
        expectFence(database);
        assertThatThrownBy(() -> database.rollback(changelog, 1))
                .hasMessageContaining("The rollback of enableTenancy on public.t is refused")
                .hasMessageContaining("holds rows of 2 tenants")
                .hasMessageContaining("discard=\"true\"");
        expectFence(database);
        try (Session owner = database.owner()) {
            assertThat(owner.one("select relforcerowsecurity from pg_class where relname = 't'"))
                    .isEqualTo("t");
        }
    }

    @Test
    @DisplayName(
            "the script of rollback-sql is refused by PostgreSQL too, and a client that goes on after errors leaves the fence")
    void script() {
        String changelog = twoTenants("");
        Database database = Database.create().update(changelog);
        String sql = database.rollbackSql(changelog, 1);
        String statement = sql.substring(sql.indexOf("do $holdfast$"), sql.lastIndexOf("$holdfast$") + 10);
        try (Session owner = database.owner()) {
            assertThat(owner.refused(statement).message()).contains("holds rows of 2 tenants");
        }
        expectFence(database);
    }

    @Test
    @DisplayName(
            "discard set on a change that has run lets the fence go; the rows stay, closed to both roles, and it goes up again")
    void discard() {
        String changelog = twoTenants("");
        Database database = Database.create().update(changelog);
        database.rollback(Database.rewrite(changelog, "keyColumns='id'", "keyColumns='id' discard='true'"), 1);
        try (Session owner = database.owner();
                Session app = database.app();
                Session across = database.across()) {
            assertThat(owner.rows("select id, tenant_id from t order by id")).containsExactly("1|1", "2|2");
            assertThat(app.refused("select * from t").sqlState()).isEqualTo("42501");
            assertThat(across.refused("select * from t").sqlState()).isEqualTo("42501");
            expectNothingLeft(owner);
        }
        database.update(changelog);
        expectFence(database);
    }

    @Test
    @DisplayName("a line break in a name stays as it is in a rollback, and so does the tag of its block")
    void lineBreak() {
        String name = "two\n lines of $holdfast$";
        String changelog = Database.xml(Database.changeSet(
                        "table", Database.sql("create table public.\"" + name + "\" (id int, tenant_id bigint)"))
                + Database.changeSet(
                        "t",
                        "<holdfast:enableTenancy tableName='" + name.replace("\n", "&#10;") + "' registry='false'/>"));
        Database database = Database.create().update(changelog);
        try (Session app = database.app();
                Session owner = database.owner()) {
            app.runIn(1, "insert into \"" + name + "\" (id) values (1)");
            app.runIn(2, "insert into \"" + name + "\" (id) values (2)");
            assertThatThrownBy(() -> database.rollback(changelog, 1))
                    .hasMessageContaining("The rollback of enableTenancy on public.\"" + name + "\" is refused");
            app.runIn(2, "delete from \"" + name + "\"");
            database.rollback(changelog, 1);
            assertThat(owner.one("select count(*) from \"" + name + "\"")).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("lines after a statement's first are indented in a block, but not those within a name or a text")
    void block() {
        assertThat(Block.of(
                        "a int; b int",
                        List.of(
                                "select holdfast.f(\n1)",
                                "select \"a\nb\" into a\nfrom t where c = 'it''s\nd'\nor true")))
                .isEqualTo("""
                        do $holdfast$
                        declare
                            a int;
                            b int;
                        begin
                            perform holdfast.f(
                            1);
                            select "a
                        b" into a
                            from t where c = 'it''s
                        d'
                            or true;
                        end
                        $holdfast$""");
    }

    private static void expectNothingLeft(Session owner) {
        assertThat(owner.rows("select polname from pg_policy where polrelid = 't'::regclass"))
                .isEmpty();
        assertThat(owner.rows("select tgname from pg_trigger where tgrelid = 't'::regclass and not tgisinternal"))
                .isEmpty();
        assertThat(owner.rows("select indexrelid::regclass from pg_index where indrelid = 't'::regclass"))
                .containsExactly("t_pkey");
        assertThat(owner.rows("select conname from pg_constraint where conrelid = 't'::regclass and contype = 'f'"))
                .isEmpty();
        assertThat(owner.one("select relrowsecurity or relforcerowsecurity from pg_class where oid = 't'::regclass"))
                .isEqualTo("f");
        assertThat(owner.rows("select * from pg_attrdef where adrelid = 't'::regclass"))
                .isEmpty();
    }

    @Test
    @DisplayName("with one tenant's rows, or none, it goes down and up again")
    void oneTenant() {
        String changelog = twoTenants("");
        Database database = Database.create().update(changelog);
        try (Session across = database.across();
                Session owner = database.owner()) {
            across.run("delete from t where tenant_id = 2");
            database.rollback(changelog, 1);
            assertThat(owner.rows("select id, tenant_id from t")).containsExactly("1|1");
            expectNothingLeft(owner);
            owner.run("insert into t values (2, 2)");
            database.update(changelog);
            expectFence(database);
            across.run("delete from t");
            database.rollback(changelog, 1);
            expectNothingLeft(owner);
        }
    }

    @Test
    @DisplayName("a key that a foreign key of another change needs keeps the fence from being rolled back")
    void keyInUse() {
        String changelog = twoTenants("");
        Database database = Database.create().update(changelog);
        try (Session owner = database.owner();
                Session across = database.across()) {
            across.run("delete from t where tenant_id = 2");
            owner.run("create table public.child (tenant_id bigint, t_id int,"
                    + " foreign key (tenant_id, t_id) references t (tenant_id, id))");
            assertThatThrownBy(() -> database.rollback(changelog, 1)).hasMessageContaining("t_id_tenant_key");
            assertThat(owner.one("select count(*) from pg_policies where tablename = 't'"))
                    .isEqualTo("4");
        }
    }

    @Test
    @DisplayName(
            "existing rows get their tenant; the rollback leaves column and values and takes inserts without a tenant again")
    void existingRows() {
        String changelog = "samples/existing.xml";
        Database database = Database.create().update(changelog);
        try (Session app = database.app();
                Session owner = database.owner()) {
            String first = "7f5c1f60-5c6b-4d0e-9a39-52d10a8a1f11";
            assertThat(app.rowsIn(first, "select note from notes order by note"))
                    .containsExactly("OLD", "OLDER");
            database.rollback(changelog, 1);
            assertThat(app.rowsIn(first, "select note from notes order by note"))
                    .containsExactly("old", "older");
            // The registry's row can't be deleted while notes refer to it, so the fence goes down before the row does.
            database.rollback(changelog, 1);
            owner.run("insert into notes (note) values ('from the old application')");
            assertThat(owner.one("select count(*) from notes where tenant_id = '" + first + "'"))
                    .isEqualTo("2");
            database.update(changelog);
            assertThat(app.rowsIn(first, "select count(*) from notes")).containsExactly("3");
        }
    }
}
