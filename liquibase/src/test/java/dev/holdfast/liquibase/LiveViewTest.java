package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The live view follows the columns of its table. */
@Tag("liquibase")
class LiveViewTest {
    private static final String TABLES = Database.changeSet("tables", Database.sql("""
                    create table public.author (id bigint primary key, tenant_id bigint, name varchar(20));
                    create table public.picture (id bigint primary key, tenant_id bigint, author_id bigint, file text);
                    create table public.plain (id bigint, live boolean, deleted_at timestamptz);
                    """))
            + Database.changeSet(
                    "tenancy",
                    "<holdfast:enableTenancy tableName='author' keyColumns='id' registry='false'/>"
                            + "<holdfast:enableTenancy tableName='picture' registry='false'/>"
                            + "<holdfast:enableSoftDelete tableName='author'/>"
                            + "<holdfast:addSoftForeignKey baseTableName='picture' baseColumnNames='author_id'"
                            + " referencedTableName='author' onDelete='derive'/>");

    private static final Database MIGRATED =
            Database.withHoldfast().update(Database.xml(TABLES)).sealed();

    private Database database;
    private Session app;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        app = database.app();
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(tenant, "insert into author (id, name) values (" + tenant + ", 'n'), (1" + tenant + ", 'gone')");
            app.runIn(tenant, "delete from author_live where name = 'gone'");
        }
    }

    @AfterEach
    void close() {
        app.close();
    }

    private String update(String changes) {
        String changelog = Database.xml(Database.changeSet(Cluster.unique("change"), changes));
        database.update(changelog);
        return changelog;
    }

    private String columns(String view) {
        try (Session owner = database.owner()) {
            return String.join(
                    " ",
                    owner.rows("select attname || ':' || format_type(atttypid, atttypmod) from pg_attribute"
                            + " where attrelid = '" + view + "'::regclass and attnum > 0 order by attnum"));
        }
    }

    private void expectWorking() {
        assertThat(app.rowsIn(1, "select id from author_live")).containsExactly("1");
        assertThat(app.rows("select id from author_live")).isEmpty();
        app.runIn(1, "insert into author_live (id) select 100 + count(*) from author");
        assertThat(app.runIn(1, "delete from author_live where id >= 100")).isOne();
    }

    @Test
    @DisplayName("addColumn, and its rollback, make the view again")
    void added() {
        String changelog = update("<addColumn tableName='author'><column name='born' type='date'/>"
                + "<column name='Pen Name' type='text'/></addColumn>");
        assertThat(columns("author_live"))
                .isEqualTo("id:bigint tenant_id:bigint name:character varying(20) born:date Pen Name:text");
        expectWorking();
        database.rollback(changelog, 1);
        assertThat(columns("author_live")).isEqualTo("id:bigint tenant_id:bigint name:character varying(20)");
        expectWorking();
    }

    @Test
    @DisplayName("dropColumn, renameColumn and modifyDataType make the view again, which would stand in their way")
    void changed() {
        update(
                "<renameColumn tableName='author' oldColumnName='name' newColumnName='called' columnDataType='varchar(20)'/>");
        assertThat(columns("author_live")).isEqualTo("id:bigint tenant_id:bigint called:character varying(20)");
        update("<modifyDataType tableName='author' columnName='called' newDataType='text'/>");
        assertThat(columns("author_live")).isEqualTo("id:bigint tenant_id:bigint called:text");
        update("<dropColumn tableName='author' columnName='called'/>");
        assertThat(columns("author_live")).isEqualTo("id:bigint tenant_id:bigint");
        expectWorking();
    }

    @Test
    @DisplayName("so does a table that only derives, and a key that its view asks for")
    void deriving() {
        update("<addColumn tableName='picture'><column name='width' type='int'/></addColumn>");
        assertThat(columns("picture_live"))
                .isEqualTo("id:bigint tenant_id:bigint author_id:bigint file:text width:integer");
        update("<renameColumn tableName='author' oldColumnName='id' newColumnName='number'/>");
        assertThat(columns("author_live")).startsWith("number:bigint");
        app.runIn(1, "insert into picture (id, author_id) values (1, 1)");
        assertThat(app.rowsIn(1, "select id from picture_live")).containsExactly("1");
        app.runIn(1, "update author_live set name = 'x'");
        assertThat(app.runIn(1, "delete from author_live where number = 1")).isOne();
        assertThat(app.rowsIn(1, "select id from picture_live")).isEmpty();
    }

    @Test
    @DisplayName("a column added by plain SQL comes into the view with make_live_view, and the table's new grants too")
    void plainSql() {
        try (Session owner = database.owner()) {
            owner.run("alter table author add born date; revoke insert on author from holdfast_app;"
                    + " grant select (id, deleted_at) on author to public");
            assertThat(columns("author_live")).doesNotContain("born");
            owner.rows("select holdfast.make_live_view('author')");
        }
        assertThat(columns("author_live")).endsWith("born:date");
        assertThat(app.refusedIn(1, "insert into author_live (id) values (9)").sqlState())
                .isEqualTo("42501");
        assertThat(app.one("select has_table_privilege('author_live', 'select, update, delete')"
                        + " and has_column_privilege('public', 'author_live', 'id', 'select')"
                        + " and not has_column_privilege('public', 'author_live', 'name', 'select')"))
                .isEqualTo("t");
    }

    @Test
    @DisplayName(
            "a table without a live view is left alone, with columns named like Holdfast's too, and so is one not yet there")
    void others() {
        update("<addColumn tableName='plain'><column name='note' type='text'/></addColumn>"
                + "<renameColumn tableName='plain' oldColumnName='live' newColumnName='alive'/>"
                + "<modifyDataType tableName='plain' columnName='note' newDataType='varchar(9)'/>"
                + "<dropColumn tableName='plain' columnName='note'/>");
        assertThat(columns("plain")).startsWith("id:bigint alive:boolean deleted_at:timestamp with time zone");
        try (Session owner = database.owner()) {
            assertThat(owner.one("select to_regclass('plain_live')")).isEqualTo("null");
        }
        assertThat(database.updateSql(Database.xml(Database.changeSet(
                        "later",
                        "<createTable tableName='later'><column name='id' type='int'/></createTable>"
                                + "<addColumn tableName='later'><column name='note' type='text'/></addColumn>"))))
                .contains("ALTER TABLE public.later ADD note TEXT")
                .contains("perform holdfast.make_live_view(to_regclass('public.later'))");
    }

    @Test
    @DisplayName("a database without Holdfast, or a role that may not use its schema, takes the four changes as ever")
    void withoutHoldfast() {
        String changes = """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                        xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                    <changeSet id="one" author="test">
                        <createTable tableName="%1$s"><column name="id" type="int"/></createTable>
                        <addColumn tableName="%1$s"><column name="note" type="text"/></addColumn>
                        <renameColumn tableName="%1$s" oldColumnName="note" newColumnName="text"/>
                        <modifyDataType tableName="%1$s" columnName="text" newDataType="varchar(9)"/>
                        <dropColumn tableName="%1$s" columnName="text"/>
                    </changeSet>
                </databaseChangeLog>
                """;
        Database.withHoldfast().update(Database.write("xml", changes.formatted("bare")));
        String other = Cluster.unique("other");
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.run("create role " + other + " login; grant create on schema public to " + other
                    + "; grant all on databasechangelog, databasechangeloglock to " + other);
            database.as(other).update(Database.write("xml", changes.formatted("theirs")));
            superuser.run("drop owned by " + other + "; drop role " + other);
        }
    }

    @Test
    @DisplayName("somebody else's relation with the view's name is refused by name, and never dropped")
    void taken() {
        update(Database.sql(
                "create table public.note (id bigint primary key); create view public.note_live as select 1 as one"));
        assertThatThrownBy(() -> update("<holdfast:enableSoftDelete tableName='note' tenant='false'/>"))
                .hasMessageContaining("The live view of public.note can't be made");
        update("<dropColumn tableName='plain' columnName='live'/>");
        assertThat(columns("public.note_live")).isEqualTo("one:integer");
    }

    @Test
    @DisplayName("a view of the user's on the live view keeps a column from being dropped, with PostgreSQL's own error")
    void dependent() {
        update(Database.sql("create view public.names as select name from author_live"));
        assertThatThrownBy(() -> update("<dropColumn tableName='author' columnName='name'/>"))
                .hasMessageContaining("other objects depend on it");
        update("<addColumn tableName='author'><column name='born' type='date'/></addColumn>");
        assertThat(columns("author_live")).endsWith("born:date");
    }

    @Test
    @DisplayName("keys that derive in a circle are refused")
    void circle() {
        assertThatThrownBy(
                        () -> update("<holdfast:addSoftForeignKey baseTableName='picture' baseColumnNames='author_id'"
                                + " referencedTableName='picture' onDelete='derive'/>"))
                .hasMessageContaining("onDelete is derive on a table that refers to itself");
        update("<addColumn tableName='author'><column name='picture_id' type='bigint'/></addColumn>");
        update(Database.sql("create unique index on picture (tenant_id, id)"));
        assertThatThrownBy(
                        () -> update("<holdfast:addSoftForeignKey baseTableName='author' baseColumnNames='picture_id'"
                                + " referencedTableName='picture' onDelete='derive'/>"))
                .hasMessageContaining("lead back to itself");
    }
}
