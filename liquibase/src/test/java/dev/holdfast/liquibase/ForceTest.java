package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** FORCE ROW LEVEL SECURITY hides rows from the owner, who runs the migrations. Two tenants, one author and article each. */
@Tag("liquibase")
class ForceTest {
    private static final String TABLES = Database.changeSet(
            "tables",
            Database.sql("create table public.author (id int, tenant_id bigint, name text);"
                    + "create table public.article (id int, tenant_id bigint, author_id int, other_id int)"));
    private static final String TENANCY = Database.changeSet(
            "tenancy",
            "<holdfast:enableTenancy tableName='author' keyColumns='id' registry='false'/>"
                    + "<holdfast:enableTenancy tableName='article' registry='false'/>");
    private static final String FOREIGN_KEY = "<holdfast:addTenantForeignKey baseTableName='article'"
            + " baseColumnNames='author_id' referencedTableName='author' referencedColumnNames='id' %s/>";

    private static final Database MIGRATED =
            Database.withHoldfast().update(Database.xml(TABLES + TENANCY)).sealed();

    private Database database;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        try (Session app = database.app()) {
            for (int tenant = 1; tenant <= 2; tenant++) {
                app.runIn(tenant, "insert into author (id, name) values (" + tenant + ", 'n')");
                app.runIn(tenant, "insert into article (id, author_id) values (" + tenant + ", " + tenant + ")");
            }
        }
    }

    private void update(String change) {
        database.update(Database.xml(Database.changeSet(Cluster.unique("change"), change)));
    }

    private String across(String sql) {
        try (Session across = database.across()) {
            return String.join(" ", across.rows(sql));
        }
    }

    private void expectForced() {
        try (Session owner = database.owner()) {
            assertThat(owner.rows("select relname from pg_class where relname in ('author', 'article')"
                            + " and relrowsecurity and relforcerowsecurity"))
                    .hasSize(2);
            owner.expectBound("author");
        }
    }

    @Test
    @DisplayName("TN-30 a backfill by sqlAcrossTenants touches all tenants' rows, where a plain one is refused")
    void backfill() {
        assertThatThrownBy(() -> update(Database.sql("update author set name = 'plain'")))
                .hasMessageContaining("this statement would reach none of its rows");
        assertThat(across("select name from author")).isEqualTo("n n");
        update("<holdfast:sqlAcrossTenants tables='author'><holdfast:sql>update author set name = upper(name); "
                + "update author set name = name || '?' where '{\"a\":1}'::jsonb ? 'a'; -- done"
                + "</holdfast:sql></holdfast:sqlAcrossTenants>");
        assertThat(across("select name from author")).isEqualTo("N? N?");
        expectForced();
    }

    @Test
    @DisplayName("TN-30 an error in sqlAcrossTenants leaves FORCE on and the rows as they were")
    void backfillFails() {
        assertThatThrownBy(() -> update("<holdfast:sqlAcrossTenants tables='author'><holdfast:sql>"
                        + "update author set name = 'x'; select 1/0</holdfast:sql></holdfast:sqlAcrossTenants>"))
                .hasMessageContaining("division by zero");
        assertThat(across("select name from author")).isEqualTo("n n");
        expectForced();
    }

    @Test
    @DisplayName("TN-30 a table that the SQL reads and that isn't listed is an error, not an empty table")
    void unlisted() {
        assertThatThrownBy(() -> update("<holdfast:sqlAcrossTenants tables='author'><holdfast:sql>"
                        + "delete from author where id not in (select author_id from article)"
                        + "</holdfast:sql></holdfast:sqlAcrossTenants>"))
                .hasMessageContaining("query would be affected by row-level security policy for table \"article\"");
        assertThat(across("select count(*) from author")).isEqualTo("2");
    }

    @Test
    @DisplayName("TN-30 the rollback of sqlAcrossTenants touches all rows too; without one there is none")
    void backfillRollback() {
        String changelog = Database.xml(Database.changeSet(
                "fill",
                "<holdfast:sqlAcrossTenants tables='public.author'><holdfast:sql>update author set name = 'up'</holdfast:sql>"
                        + "<holdfast:rollback>update author set name = 'down'</holdfast:rollback>"
                        + "</holdfast:sqlAcrossTenants>"));
        database.update(changelog);
        assertThat(across("select name from author")).isEqualTo("up up");
        database.rollback(changelog, 1);
        assertThat(across("select name from author")).isEqualTo("down down");
        expectForced();

        String oneWay = Database.xml(
                Database.changeSet(
                        "one-way",
                        "<holdfast:sqlAcrossTenants tables='author'><holdfast:sql>select 1</holdfast:sql></holdfast:sqlAcrossTenants>"));
        database.update(oneWay);
        assertThatThrownBy(() -> database.rollback(oneWay, 1)).hasMessageContaining("sqlAcrossTenants");
    }

    @Test
    @DisplayName("TN-30 a deferred constraint doesn't keep FORCE from being put back")
    void deferred() {
        update(FOREIGN_KEY.formatted("")
                + "<holdfast:sqlAcrossTenants tables='article, author'><holdfast:sql>alter table article add constraint later"
                + " foreign key (tenant_id, other_id) references author (tenant_id, id) deferrable initially deferred"
                + "</holdfast:sql></holdfast:sqlAcrossTenants>");
        update(
                "<holdfast:sqlAcrossTenants tables='article, author'><holdfast:sql>update article set other_id = author_id"
                        + "</holdfast:sql></holdfast:sqlAcrossTenants>");
        assertThat(across("select other_id from article order by id")).isEqualTo("1 2");
        expectForced();
        assertThatThrownBy(() -> update("<holdfast:sqlAcrossTenants tables='article, author'><holdfast:sql>"
                        + "update article set other_id = 77</holdfast:sql></holdfast:sqlAcrossTenants>"))
                .hasMessageContaining("violates foreign key constraint \"later\"");
    }

    @Test
    @DisplayName("TN-30 addTenantForeignKey finds another tenant's orphan, where a plain foreign key is refused")
    void orphan() {
        try (Session across = database.across()) {
            across.run("update article set author_id = 1 where id = 2"); // an author of the other tenant
        }
        assertThatThrownBy(() -> update(FOREIGN_KEY.formatted("")))
                .hasMessageContaining("violates foreign key constraint \"article_author_id_tenant_fkey\"");
        expectForced();
        assertThatThrownBy(() -> update(
                        Database.sql("alter table article add constraint blind foreign key (tenant_id, author_id)"
                                + " references author (tenant_id, id)")))
                .hasMessageContaining("this statement would reach none of its rows");
    }

    @Test
    @DisplayName("TN-30 enableTenancy finds rows of a tenant that the registry doesn't know")
    void unknownTenant() {
        assertThatThrownBy(() -> update("<holdfast:enableTenancy tableName='article' version='2'/>"))
                .hasMessageContaining("violates foreign key constraint \"article_tenant_fkey\"");
        expectForced();
    }

    @Test
    @DisplayName("addTenantForeignKey sets null only what refers: the row keeps its tenant")
    void setNull() {
        update(FOREIGN_KEY.formatted("onDelete='set null'"));
        try (Session app = database.app()) {
            app.runIn(1, "delete from author");
            assertThat(app.rowsIn(1, "select id, tenant_id, author_id from article"))
                    .containsExactly("1|1|null");
        }
        expectForced();
    }

    @Test
    @DisplayName(
            "addTenantForeignKey cascades or restricts, names its constraint, and its rollback takes all of it away")
    void actions() {
        String changelog = Database.xml(Database.changeSet(
                "key", FOREIGN_KEY.formatted("onDelete='RESTRICT' constraintName='fk' index='false'")));
        database.update(changelog);
        try (Session app = database.app()) {
            assertThat(app.refusedIn(1, "delete from author").sqlState()).isIn("23503", "23001");
            database.rollback(changelog, 1);
            assertThat(across("select count(*) from pg_constraint where conname = 'fk'"))
                    .isEqualTo("0");
            update(FOREIGN_KEY.formatted("onDelete='cascade'"));
            app.runIn(1, "delete from author");
            assertThat(across("select id from article")).isEqualTo("2");
            assertThat(across("select count(*) from pg_indexes where indexname = 'article_author_id_tenant_idx'"))
                    .isEqualTo("1");
        }
    }

    @Test
    @DisplayName("a table can refer to itself")
    void itself() {
        update(("<holdfast:addTenantForeignKey baseTableName='author' baseColumnNames='id'"
                + " referencedTableName='author' referencedColumnNames='id'/>"));
        expectForced();
    }

    @Test
    @DisplayName("a script of update-sql stops at its first statement where it is run without a transaction")
    void script() {
        String sql = database.updateSql(
                Database.xml(
                        Database.changeSet(
                                "fill",
                                "<holdfast:sqlAcrossTenants tables='author'><holdfast:sql>select 1</holdfast:sql></holdfast:sqlAcrossTenants>")));
        String first = sql.lines()
                .filter(line -> line.startsWith("lock table"))
                .findFirst()
                .orElseThrow();
        try (Session owner = database.owner()) {
            assertThat(owner.refused(first).message()).contains("LOCK TABLE can only be used in transaction blocks");
        }
    }
}
