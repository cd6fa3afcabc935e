package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** enableSoftDelete on tables that have rows of two tenants, up and down. */
class SoftDeleteMigrationTest {
    private static final String SOFT_DELETE = "<holdfast:enableSoftDelete tableName='t'/>";

    /** A table of two tenants' rows under tenancy, each tenant with one that an application deleted by hand. */
    private static String twoTenants(String columns, String rows) {
        return Database.xml(Database.changeSet(
                        "table",
                        Database.sql("create table public.t (id int primary key, tenant_id bigint" + columns + ");"
                                + " insert into public.t values " + rows))
                + Database.changeSet("tenancy", "<holdfast:enableTenancy tableName='t' registry='false'/>")
                + Database.changeSet("soft", SOFT_DELETE));
    }

    private static String byHand() {
        return twoTenants(
                ", deleted_at timestamptz, deleted_by text",
                "(1, 1, null, null), (2, 2, null, null), (3, 1, '2020-01-01', 'me'), (4, 1, '2020-01-01', null), (5, 2, '2020-01-01', null)");
    }

    private static void expectNothingLeft(Session owner) {
        assertThat(owner.rows("select tgname from pg_trigger where tgrelid = 't'::regclass and not tgisinternal"))
                .containsExactly("zz_holdfast_tenant_fixed");
        assertThat(owner.rows("select polname from pg_policy where polrelid = 't'::regclass order by 1"))
                .containsExactly("holdfast_access", "holdfast_across", "holdfast_owner", "holdfast_tenant");
        assertThat(owner.rows("select indexrelid::regclass from pg_index where indrelid = 't'::regclass order by 1"))
                .containsExactly("t_pkey", "t_tenant_idx");
        assertThat(owner.rows("select conname from pg_constraint where conrelid = 't'::regclass and contype = 'c'"))
                .isEmpty();
        assertThat(owner.rows("select to_regclass('t_live'), to_regproc('t_purge')"))
                .containsExactly("null|null");
        assertThat(owner.one("select relrowsecurity and relforcerowsecurity from pg_class where oid = 't'::regclass"))
                .isEqualTo("t");
    }

    @Test
    @DisplayName(
            "TN-30 rows that were deleted by hand get a deletion of their own each, of all tenants, and FORCE is on again")
    void existing() {
        Database database = Database.withHoldfast().update(byHand());
        try (Session app = database.app();
                Session owner = database.owner();
                Session across = database.across()) {
            assertThat(across.one("select count(deletion_id) || ' ' || count(distinct deletion_id) from t"))
                    .isEqualTo("3 3");
            assertThat(app.rowsIn(1, "select id from t_live")).containsExactly("1");
            assertThat(app.rowsIn(2, "select id from t_live")).containsExactly("2");
            assertThat(app.rowsIn(1, "select deleted_by, deleted_at < '2021-01-01' from t where id = 3"))
                    .containsExactly("me|t");
            owner.expectBound("t");
            assertThat(app.rowsIn(1, "select t_purge(array[4, 5, 1])")).containsExactly("1");
        }
    }

    @Test
    @DisplayName(
            "a deleted_at that was there stays in the rollback, with its rows deleted; what would be lost is said first")
    void existingBack() {
        String changelog = byHand();
        Database database = Database.withHoldfast().update(changelog);
        assertThatThrownBy(() -> database.rollback(changelog, 1))
                .hasMessageContaining(
                        "3 of its rows are deleted and would forget by whom, why and with which others they were deleted");
        database.rollback(Database.rewrite(changelog, "tableName='t'/></", "tableName='t' discard='true'/></"), 1);
        try (Session across = database.across();
                Session owner = database.owner()) {
            expectNothingLeft(owner);
            assertThat(across.rows("select * from t where deleted_at is not null order by id"))
                    .hasSize(3)
                    .first()
                    .isEqualTo("3|1|2020-01-01 00:00:00+00|me");
        }
        database.update(changelog);
    }

    @Test
    @DisplayName("columns of another type are refused by name")
    void otherType() {
        String changelog = twoTenants(", deleted_at timestamp", "(1, 1)");
        assertThatThrownBy(() -> Database.withHoldfast().update(changelog))
                .hasMessageContaining("The column deleted_at of public.t is of type timestamp without time zone");
    }

    @Test
    @DisplayName(
            "TN-30 the rollback is refused while a row of any tenant is deleted, also as a script, and changes nothing")
    void refused() {
        String changelog = twoTenants("", "(1, 1), (2, 2)");
        Database database = Database.withHoldfast().update(changelog);
        try (Session app = database.app();
                Session owner = database.owner()) {
            app.runIn(2, "delete from t_live");
            assertThatThrownBy(() -> database.rollback(changelog, 1))
                    .hasMessageContaining(
                            "The rollback of enableSoftDelete on public.t is refused: 1 of its rows are deleted"
                                    + " and would come back to life. Purge them with public.t_purge(keys)");
            String sql = database.rollbackSql(changelog, 1);
            String statement = sql.substring(sql.indexOf("do $holdfast$"), sql.lastIndexOf("$holdfast$") + 10);
            assertThat(owner.refused(statement).sqlState()).isEqualTo("55000");
            owner.expectBound("t");
            assertThat(app.rowsIn(2, "select id, deleted_at is null from t")).containsExactly("2|f");
            assertThat(app.rowsIn(2, "select t_purge(array[2])")).containsExactly("1");
            database.rollback(changelog, 1);
            expectNothingLeft(owner);
            assertThat(app.rowsIn(1, "select * from t")).containsExactly("1|1");
            assertThat(app.runIn(1, "delete from t")).isOne();
        }
        database.update(changelog);
    }

    @Test
    @DisplayName("discard lets deleted rows come back to life; both roles may delete again, and it goes up again")
    void discard() {
        String changelog = twoTenants("", "(1, 1), (2, 2)");
        Database database = Database.withHoldfast().update(changelog);
        try (Session app = database.app();
                Session across = database.across();
                Session owner = database.owner()) {
            app.runIn(2, "delete from t_live");
            database.rollback(Database.rewrite(changelog, "tableName='t'/></", "tableName='t' discard='true'/></"), 1);
            expectNothingLeft(owner);
            assertThat(across.rows("select * from t order by id")).containsExactly("1|1", "2|2");
            assertThat(across.run("delete from t where id = 2")).isOne();
            database.update(changelog);
            assertThat(app.refusedIn(1, "delete from t").sqlState()).isEqualTo("42501");
        }
    }

    @Test
    @DisplayName("with the soft foreign keys rolled back first, discard brings the rows of a cascade back, all of them")
    void discardAfterKeys() {
        String changelog = Database.xml(Database.changeSet(
                        "tables",
                        Database.sql("create table public.p (id int primary key, tenant_id bigint);"
                                + "create table public.t (id int primary key, tenant_id bigint, p_id int)"))
                + Database.changeSet(
                        "tenancy",
                        "<holdfast:enableTenancy tableName='p' keyColumns='id' registry='false'/>"
                                + "<holdfast:enableTenancy tableName='t' registry='false'/>")
                + Database.changeSet("soft", "<holdfast:enableSoftDelete tableName='p'/>" + SOFT_DELETE)
                + Database.changeSet(
                        "key",
                        "<holdfast:addSoftForeignKey baseTableName='t' baseColumnNames='p_id' referencedTableName='p'"
                                + " onDelete='cascade'/>"));
        Database database = Database.withHoldfast().update(changelog);
        try (Session app = database.app();
                Session across = database.across()) {
            app.runIn(1, "insert into p values (1, 1); insert into t values (1, 1, 1), (2, 1, null)");
            app.runIn(1, "delete from p_live");
            assertThatThrownBy(() -> database.rollback(changelog, 2))
                    .hasMessageContaining("public.t is refused: 1 of its");
            Database.rewrite(changelog, "tableName='t'/></", "tableName='t' discard='true'/></");
            Database.rewrite(changelog, "SoftDelete tableName='p'/>", "SoftDelete tableName='p' discard='true'/>");
            database.rollback(changelog, 1);
            assertThat(across.rows("select p.id, t.id from p join t on p_id = p.id"))
                    .containsExactly("1|1");
            assertThat(across.rows("select attname from pg_attribute where attrelid = 'p'::regclass and attnum > 0"
                            + " and not attisdropped order by attnum"))
                    .containsExactly("id", "tenant_id");
            database.update(changelog);
        }
    }

    @Test
    @Tag("liquibase")
    @DisplayName("a raised version runs over itself, with another key, version column and retention")
    void version() {
        String table = Database.changeSet(
                "table",
                Database.sql("create table public.t (id int primary key, tenant_id bigint, v smallint not null)"));
        String changelog = Database.xml(
                table
                        + Database.changeSet(
                                "tenancy", "<holdfast:enableTenancy tableName='t' keyColumns='id' registry='false'/>")
                        + "<changeSet id='soft' author='test' runOnChange='true'>"
                        + "<holdfast:enableSoftDelete tableName='t' purgeAfter='1 year'/>"
                        + "<holdfast:addSoftForeignKey baseTableName='t' baseColumnNames='id' referencedTableName='t'/></changeSet>");
        Database database = Database.withHoldfast().update(changelog);
        try (Session app = database.app()) {
            app.runIn(1, "insert into t (id, v) values (1, 1)");
            Database.rewrite(changelog, "purgeAfter='1 year'", "versionColumn='v' version='2'");
            database.update(Database.rewrite(
                    changelog, "referencedTableName='t'", "referencedTableName='t' version='2' onDelete='cascade'"));
            app.runIn(1, "delete from t_live");
            assertThat(app.rowsIn(1, "select v from t")).containsExactly("2");
            assertThat(app.rowsIn(1, "select t_purge(array[1])")).containsExactly("1");
        }
        database.rollback(changelog, 1);
    }

    @Test
    @DisplayName("a table without tenants has all of it but the tenant")
    void withoutTenants() {
        String changelog = Database.xml(Database.changeSet(
                        "tables",
                        Database.sql("create table public.country (code text primary key);"
                                + "create table public.city (id int primary key, code text, name text)"))
                + Database.changeSet(
                        "soft",
                        "<holdfast:enableSoftDelete tableName='country' keyColumns='code' tenant='false'/>"
                                + "<holdfast:enableSoftDelete tableName='city' tenant='false'/>"
                                + "<holdfast:addSoftForeignKey baseTableName='city' baseColumnNames='code'"
                                + " referencedTableName='country' referencedColumnNames='code' tenant='false' onDelete='cascade'/>"
                                + "<holdfast:addLiveUniqueConstraint tableName='city' columnNames='code, name' tenant='false'"
                                + " nullsNotDistinct='true'/>"));
        Database database = Database.withHoldfast().update(changelog);
        try (Session owner = database.owner();
                Session app = database.app()) {
            owner.run("insert into country values ('PE'); insert into city values (1, 'PE', null)");
            assertThat(owner.refused("insert into city values (2, 'PE', null)").sqlState())
                    .isEqualTo("23505");
            owner.run("delete from country_live");
            owner.run("insert into city values (2, null, null)");
            assertThat(owner.one("select count(distinct deletion_id) from (select deletion_id from country union all"
                            + " select deletion_id from city) as stamps"))
                    .isEqualTo("1");
            assertThat(app.refused("select * from city_live").sqlState()).isEqualTo("42501");
            assertThat(app.one("select city_purge(array[1, 2])")).isEqualTo("1");
            assertThat(app.one("select country_purge(array['PE'])")).isEqualTo("1");
            assertThat(owner.one(
                            "select count(*) from pg_policy where polrelid in ('city'::regclass, 'country'::regclass)"))
                    .isEqualTo("0");
        }
        database.rollback(changelog, 1);
    }

    @Test
    @Tag("liquibase")
    @DisplayName("names that need quotes, composite keys and a tenant's column of another name")
    void names() {
        String changelog = Database.xml(Database.changeSet(
                        "tables",
                        Database.sql(
                                "create schema \"My Shop\";"
                                        + "create table \"My Shop\".\"Order\" (tenant bigint, \"user\" text, \"No\" int, \"It's\" text,"
                                        + " primary key (tenant, \"user\", \"No\"));"
                                        + "create table \"My Shop\".\"Line\" (tenant bigint, \"user\" text, \"Order No\" int, id uuid primary key)"))
                + Database.changeSet(
                        "soft",
                        "<holdfast:enableTenancy schemaName='My Shop' tableName='Order' tenantColumn='tenant' registry='false'/>"
                                + "<holdfast:enableTenancy schemaName='My Shop' tableName='Line' tenantColumn='tenant' registry='false'/>"
                                + "<holdfast:enableSoftDelete schemaName='My Shop' tableName='Order' tenantColumn='tenant'"
                                + " keyColumns='user, No' legalHold=\"&quot;It's&quot; = 'it''s held'\"/>"
                                + "<holdfast:enableSoftDelete schemaName='My Shop' tableName='Line' tenantColumn='tenant'/>"
                                + "<holdfast:addSoftForeignKey baseTableSchemaName='My Shop' baseTableName='Line'"
                                + " baseColumnNames='user, Order No' referencedTableSchemaName='My Shop' tenantColumn='tenant'"
                                + " referencedTableName='Order' referencedColumnNames='user, No' onDelete='cascade'/>"
                                + "<holdfast:addLiveUniqueConstraint schemaName='My Shop' tableName='Order'"
                                + " columnNames=\"It's\" tenantColumn='tenant'/>"));
        Database database = Database.withHoldfast().update(changelog);
        try (Session app = database.app()) {
            app.runIn(
                    1,
                    "insert into \"My Shop\".\"Order_live\" (\"user\", \"No\", \"It's\") values ('u', 1, 'it''s held'),"
                            + " ('u', 2, 'free'); insert into \"My Shop\".\"Line\" (\"user\", \"Order No\", id)"
                            + " values ('u', 1, gen_random_uuid()), ('v', null, gen_random_uuid())");
            assertThat(app.runIn(1, "delete from \"My Shop\".\"Order_live\"")).isEqualTo(2);
            assertThat(app.rowsIn(1, "select \"user\" from \"My Shop\".\"Line_live\""))
                    .containsExactly("v");
            app.rowsIn(1, "select \"My Shop\".\"Line_purge\"(array(select id from \"My Shop\".\"Line\"))");
            assertThat(app.rowsIn(1, "select \"My Shop\".\"Order_purge\"(array['u', 'u'], array[1, 2])"))
                    .containsExactly("1");
            assertThat(app.rowsIn(1, "select \"No\" from \"My Shop\".\"Order\""))
                    .containsExactly("1");
        }
        database.update(Database.xml(Database.changeSet(
                "column",
                "<addColumn schemaName='My Shop' tableName='Order'><column name='Total' type='int'/></addColumn>")));
        try (Session app = database.app()) {
            assertThat(app.rowsIn(1, "select \"Total\" from \"My Shop\".\"Order_live\""))
                    .isEmpty();
        }
        database.rollback(Database.rewrite(changelog, "legalHold", "discard='true' legalHold"), 1);
    }

    @Test
    @DisplayName("a table that isn't under tenancy, or has no primary key, or not those keys, is refused by name")
    void preconditions() {
        String table = Database.changeSet(
                "table",
                Database.sql(
                        "create table public.t (id int, tenant_id bigint); create table public.u (id int primary key)"));
        assertThatThrownBy(() ->
                        Database.withHoldfast().update(Database.xml(table + Database.changeSet("soft", SOFT_DELETE))))
                .hasMessageContaining("The table public.t isn't under tenancy. Run enableTenancy on it first");
        String tenancy = Database.changeSet("tenancy", "<holdfast:enableTenancy tableName='t' registry='false'/>");
        assertThatThrownBy(() -> Database.withHoldfast()
                        .update(Database.xml(table + tenancy + Database.changeSet("soft", SOFT_DELETE))))
                .hasMessageContaining("The table public.t has no primary key");
        assertThatThrownBy(
                        () -> Database.withHoldfast()
                                .update(
                                        Database.xml(
                                                table
                                                        + Database.changeSet(
                                                                "soft",
                                                                "<holdfast:enableSoftDelete tableName='u' tenant='false' keyColumns='id, lang'/>"))))
                .hasMessageContaining("The table public.u doesn't have all of the key columns {id,lang}");
    }
}
