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

/** addSoftForeignKey over rows of two tenants: a soft-deletable tree of nodes, and leaves that can't be deleted softly. */
class SoftKeyMigrationTest {
    private static final String LEAF = "<holdfast:addSoftForeignKey baseTableName='leaf' baseColumnNames='node_id'"
            + " referencedTableName='node' %s/>";
    private static final String TREE = "<holdfast:addSoftForeignKey baseTableName='node' baseColumnNames='node_id'"
            + " referencedTableName='node' %s/>";

    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet(
                            "tables",
                            Database.sql(
                                    "create table public.node (id bigint primary key, tenant_id bigint, node_id bigint);"
                                            + "create table public.leaf (id bigint primary key, tenant_id bigint, node_id bigint,"
                                            + " other_id bigint)"))
                    + Database.changeSet(
                            "tenancy",
                            "<holdfast:enableTenancy tableName='node' keyColumns='id' registry='false'/>"
                                    + "<holdfast:enableTenancy tableName='leaf' registry='false'/>"
                                    + "<holdfast:enableSoftDelete tableName='node'/>")))
            .sealed();

    private Database database;
    private Session app;
    private Session across;
    private Session owner;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        app = database.app();
        across = database.across();
        owner = database.owner();
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(
                    tenant,
                    "insert into node (id, node_id) values (%1$d, null), (1%1$d, %1$d), (11%1$d, 1%1$d)"
                            .formatted(tenant));
            app.runIn(tenant, "insert into leaf (id, node_id, other_id) values (%1$d, 11%1$d, %1$d)".formatted(tenant));
        }
    }

    @AfterEach
    void close() {
        app.close();
        across.close();
        owner.close();
    }

    private String update(String change, Object... values) {
        String changelog = Database.xml(Database.changeSet(Cluster.unique("change"), change.formatted(values)));
        database.update(changelog);
        return changelog;
    }

    private void expectForced() {
        assertThat(owner.rows("select relname from pg_class where relname in ('node', 'leaf')"
                        + " and relrowsecurity and relforcerowsecurity"))
                .hasSize(2);
        owner.expectBound("leaf");
    }

    private String live() {
        return String.join(" ", across.rows("select id from node_live where id % 10 = 1 order by id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"restrict", "keep", "derive"})
    @DisplayName("TN-30 another tenant's orphan is found, whatever becomes of the row later")
    void orphan(String onDelete) {
        across.run("update leaf set node_id = 1 where id = 2"); // a node of the other tenant
        assertThatThrownBy(() -> update(LEAF, "onDelete='" + onDelete + "'"))
                .hasMessageContaining("violates foreign key constraint \"leaf_node_id_soft_fkey\"");
        expectForced();
    }

    @Test
    @DisplayName("TN-30 a live row under a deleted one is found, of any tenant, and let be where that is allowed")
    void underDeleted() {
        app.runIn(2, "delete from node_live where id = 112");
        assertThatThrownBy(() -> update(LEAF, ""))
                .hasMessageContaining("violates foreign key constraint \"leaf_node_id_soft_fkey_live\"");
        expectForced();
        assertThat(owner.rows(
                        "select attname from pg_attribute where attrelid = 'leaf'::regclass and attname = 'live'"))
                .isEmpty();
        update(LEAF, "onDelete='keep'");
        expectForced();
    }

    @Test
    @DisplayName("a table that refers to itself cascades down its tree with one id, and comes back")
    void tree() {
        update(TREE, "onDelete='cascade'");
        app.runIn(1, "delete from node_live where id = 1");
        assertThat(live()).isEmpty();
        assertThat(across.one("select count(distinct deletion_id) from node")).isEqualTo("1");
        assertThat(app.refusedIn(1, "update node set deleted_at = null where id = 11")
                        .sqlState())
                .isEqualTo("23503");
        app.runIn(1, "update node set deleted_at = null where id = 1");
        assertThat(live()).isEqualTo("1 11 111");
        app.runIn(1, "delete from node_live where id = 11");
        assertThat(live()).isEqualTo("1");
        app.runIn(1, "delete from node_live where id = 1");
        app.runIn(1, "update node set deleted_at = null where id = 1");
        assertThat(live()).isEqualTo("1");
        assertThat(app.runIn(1, "update node set deleted_at = null")).isEqualTo(3);
        assertThat(live()).isEqualTo("1 11 111");
        app.runIn(1, "delete from node_live");
        assertThat(live()).isEmpty();
    }

    @Test
    @DisplayName(
            "restrict on a table that refers to itself refuses a node with children, and takes the whole tree at once")
    void treeRestricted() {
        update(TREE, "");
        assertThat(app.refusedIn(1, "delete from node_live where id = 11").sqlState())
                .isEqualTo("23503");
        assertThat(app.runIn(1, "delete from node_live where id = 111")).isOne();
        assertThat(app.runIn(1, "update node set deleted_at = now() where deleted_at is null"))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("keep leaves the row as it is, under a deleted one too")
    void keep() {
        String changelog = update(LEAF, "onDelete='KEEP' constraintName='fk'");
        app.runIn(1, "delete from node_live where id = 111");
        app.runIn(1, "insert into leaf (id, node_id) values (9, 111)");
        assertThat(app.rowsIn(1, "select id from leaf order by id")).containsExactly("1", "9");
        assertThat(app.refusedIn(1, "insert into leaf (id, node_id) values (10, 112)")
                        .sqlState())
                .isEqualTo("23503");
        assertThat(owner.one("select obj_description(oid, 'pg_constraint') from pg_constraint where conname = 'fk'"))
                .isEqualTo("holdfast:keep");
        database.rollback(changelog, 1);
    }

    @Test
    @DisplayName("what two keys share goes with the second one's rollback, and derive's takes the view away")
    void shared() {
        String first = update(LEAF, "");
        String second = update(LEAF.replace("'node_id'", "'other_id'"), "index='false'");
        String third =
                update(LEAF.replace("'node_id'", "'other_id'"), "onDelete='derive' constraintName='d' index='false'");
        app.runIn(1, "insert into leaf (id, other_id) values (9, 1)");
        assertThat(app.rowsIn(1, "select * from leaf_live where id = 9")).containsExactly("9|1|null|1");
        database.rollback(third, 1);
        assertThat(owner.one("select to_regclass('leaf_live')")).isEqualTo("null");
        database.rollback(second, 1);
        assertThat(owner.one("select to_regclass('node_id_live_ref')")).isEqualTo("node_id_live_ref");
        assertThat(app.refusedIn(1, "delete from node_live where id = 111").sqlState())
                .isEqualTo("23503");
        database.rollback(first, 1);
        assertThat(owner.one("select to_regclass('node_id_live_ref')")).isEqualTo("null");
        assertThat(owner.one(
                        "select count(*) from pg_attribute where attrelid = 'leaf'::regclass and attname = 'live'"))
                .isEqualTo("0");
        assertThat(owner.rows("select conname from pg_constraint where conrelid = 'leaf'::regclass and contype = 'f'"))
                .isEmpty();
        assertThat(owner.rows("select indexname from pg_indexes where tablename = 'leaf' order by 1"))
                .containsExactly("leaf_pkey", "leaf_tenant_idx");
        expectForced();
        assertThat(app.runIn(1, "delete from node_live where id = 111")).isOne();
    }

    @Test
    @DisplayName(
            "the version of a row that a cascade takes along counts up, too, and a renamed column works after a raised version")
    void version() {
        String changelog = Database.xml(Database.changeSet(
                        "child",
                        Database.sql("create table public.twig (id int primary key, tenant_id bigint, node_id bigint,"
                                + " v bigint default 1); create index on twig (v)"))
                + "<changeSet id='soft' author='test' runOnChange='true'>"
                + "<holdfast:enableTenancy tableName='twig' registry='false' version='2'/>"
                + "<holdfast:enableSoftDelete tableName='twig' versionColumn='v'/>"
                + TREE.replace("'node'", "'twig'")
                        .replace("referencedTableName='twig'", "referencedTableName='node'")
                        .formatted("onDelete='cascade' constraintName='twig_fk'")
                + "</changeSet>");
        database.update(changelog);
        app.runIn(1, "insert into twig (id, node_id) values (1, 1)");
        app.runIn(1, "delete from node_live where id = 1");
        assertThat(app.rowsIn(1, "select v, deleted_at is null from twig")).containsExactly("2|f");
        app.runIn(1, "update node set deleted_at = null where id = 1");
        assertThat(app.rowsIn(1, "select v, deleted_at is null from twig")).containsExactly("3|t");

        database.update(Database.xml(Database.changeSet(
                "rename",
                "<renameColumn tableName='twig' oldColumnName='v' newColumnName='V 2'/>"
                        + "<renameColumn tableName='twig' oldColumnName='node_id' newColumnName='parent'/>")));
        assertThat(app.refusedIn(1, "delete from node_live where id = 1").sqlState())
                .isEqualTo("42703");
        Database.rewrite(changelog, "versionColumn='v'", "versionColumn='V 2' version='2'");
        database.update(
                Database.rewrite(changelog, "baseColumnNames='node_id'", "baseColumnNames='parent' version='2'"));
        app.runIn(1, "delete from node_live where id = 1");
        assertThat(app.rowsIn(1, "select \"V 2\", deleted_at is null from twig"))
                .containsExactly("4|f");
    }

    @Test
    @DisplayName("a row that two cascades hid comes back only with both rows above it")
    void twoParents() {
        update(
                "<holdfast:enableSoftDelete tableName='leaf'/>" + LEAF + LEAF.replace("'node_id'", "'other_id'"),
                "onDelete='cascade'",
                "onDelete='cascade'");
        app.runIn(1, "delete from node_live where id = 111");
        app.runIn(1, "delete from node_live where id = 1");
        assertThat(app.refusedIn(1, "update node set deleted_at = null where id = 111")
                        .sqlState())
                .isEqualTo("23503");
        app.runIn(1, "update node set deleted_at = null where id = 1");
        assertThat(app.rowsIn(1, "select id from leaf_live")).isEmpty();
        app.runIn(1, "update node set deleted_at = null where id = 111");
        assertThat(app.rowsIn(1, "select id from leaf_live")).containsExactly("1");
    }

    @Test
    @DisplayName("long names are cut by us, differently for each, and never by PostgreSQL")
    void longNames() {
        String column = "a_column_that_has_a_name_of_nearly_sixty_three_bytes_in_it";
        update("<addColumn tableName='node'><column name='" + column + "' type='bigint'/></addColumn>"
                + TREE.replace("'node_id'", "'" + column + "'").formatted("onDelete='cascade'"));
        String name = owner.one("select conname from pg_constraint where conname like '%\\_soft\\_fkey'");
        assertThat(owner.rows("select conname from pg_constraint where conname like '%\\_soft\\_fkey\\_live'"))
                .containsExactly(name + "_live");
        assertThat(owner.rows("select tgname from pg_trigger where tgname like 'AA%'"))
                .containsExactly("AA_" + name);
        app.runIn(1, "update node set " + column + " = 1 where id = 111");
        app.runIn(1, "delete from node_live where id = 1");
        assertThat(live()).isEqualTo("11");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leaf | node | cascade | onDelete=\"cascade\" on public.leaf can't work: its rows can't be deleted softly",
                "node | leaf | keep    | The table public.leaf isn't soft-deletable",
                "node | leaf | derive  | The table public.leaf isn't soft-deletable",
            })
    @DisplayName("what can't work with the tables that are there is refused by name")
    void impossible(String child, String parent, String onDelete, String message) {
        assertThatThrownBy(() -> update(
                        "<holdfast:addSoftForeignKey baseTableName='%s' baseColumnNames='node_id'"
                                + " referencedTableName='%s' onDelete='%s'/>",
                        child, parent, onDelete))
                .hasMessageContaining(message);
        expectForced();
    }

    @Test
    @DisplayName("a column of the user's that is called live is refused by name")
    void ownLive() {
        owner.run("alter table leaf add live boolean");
        assertThatThrownBy(() -> update(LEAF, ""))
                .hasMessageContaining("The table public.leaf has a column \"live\" of its own");
        update(LEAF, "onDelete='derive'");
        assertThat(app.rowsIn(1, "select live from leaf_live")).containsExactly("null");
    }
}
