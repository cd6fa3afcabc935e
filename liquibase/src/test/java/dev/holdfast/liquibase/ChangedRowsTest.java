package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.Arrays;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.DeleteStatement;
import liquibase.statement.core.InsertStatement;
import liquibase.statement.core.UpdateStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Liquibase's own changes of rows, over 30,000 rows of two tenants on a table under FORCE ROW LEVEL SECURITY. */
class ChangedRowsTest {
    private static final String ALL = "30000";

    private final Database database = Database.withHoldfast();
    private Session across;

    @BeforeEach
    void notes() {
        database.update(Database.xml(Database.changeSet(
                        "tables",
                        Database.sql("create table public.note (id bigint primary key, tenant_id bigint, body text);"
                                + " create table public.plain (id bigint primary key, body text);"
                                + " insert into public.plain values (1, 'plain'), (2, 'plain')"))
                + Database.changeSet(
                        "tenancy", "<holdfast:enableTenancy tableName='note' keyColumns='id' registry='false'/>")));
        across = database.across();
        across.run(
                "insert into note (id, tenant_id, body) select n, 1 + n % 2, 'n' from generate_series(1, 30000) as n");
    }

    @AfterEach
    void close() {
        across.close();
    }

    private String update(String changes) {
        String changelog = Database.xml(Database.changeSet(Cluster.unique("change"), changes));
        database.update(changelog);
        return changelog;
    }

    private String count(String condition) {
        return across.one("select count(*) from note where " + condition);
    }

    private void expectForced(String table) {
        try (Session owner = database.owner()) {
            assertThat(owner.one("select relrowsecurity and relforcerowsecurity from pg_class where oid = '" + table
                            + "'::regclass"))
                    .isEqualTo("t");
            assertThat(owner.one("select current_setting('row_security')")).isEqualTo("on");
        }
    }

    @Test
    @DisplayName("TN-40 addColumn with values of each kind, several columns at once, fills every tenant's rows")
    void addedColumns() {
        String changelog = update("""
                <addColumn tableName='note'>
                    <column name='kind' type='text' value="it's"><constraints nullable='false'/></column>
                    <column name='number' type='int' valueNumeric='7'/>
                    <column name='done' type='boolean' valueBoolean='true'/>
                    <column name='day' type='date' valueDate='2024-02-29'/>
                    <column name='twice' type='bigint' valueComputed='id * 2'/>
                </addColumn>
                """);
        assertThat(count("kind = 'it''s' and number = 7 and done and day = '2024-02-29' and twice = id * 2"))
                .isEqualTo(ALL);
        expectForced("note");
        database.rollback(changelog, 1);
        assertThat(across.rows(
                        "select attname from pg_attribute where attrelid = 'note'::regclass and attname = 'kind'"))
                .isEmpty();
    }

    @Test
    @DisplayName("TN-40 update, with and without a condition, and the one in a rollback, change every tenant's rows")
    void updated() {
        String changelog = update("""
                <update tableName='note'><column name='body' value="new; ? $statement$ 'x'"/></update>
                <update tableName='note'><column name='body' valueComputed='upper(body)'/><where>id &lt;= 10000</where></update>
                <rollback><update tableName='note'><column name='body' value='old'/></update></rollback>
                """);
        assertThat(count("body = 'new; ? $statement$ ''x'''")).isEqualTo("20000");
        assertThat(count("body = 'NEW; ? $STATEMENT$ ''X'''")).isEqualTo("10000");
        expectForced("note");
        database.rollback(changelog, 1);
        assertThat(count("body = 'old'")).isEqualTo(ALL);
        expectForced("note");
    }

    @Test
    @DisplayName("TN-40 delete takes every tenant's rows, and insert may be for any tenant")
    void deleted() {
        update("<delete tableName='note'><where>id &gt; 10</where></delete>");
        assertThat(count("true")).isEqualTo("10");
        update(
                "<insert tableName='note'><column name='id' valueNumeric='77'/><column name='tenant_id' valueNumeric='2'/>"
                        + "<column name='body' value='inserted'/></insert>");
        assertThat(across.one("select tenant_id, body from note where id = 77")).isEqualTo("2|inserted");
        update("<delete tableName='note'/>");
        assertThat(count("true")).isEqualTo("0");
        expectForced("note");
    }

    @Test
    @DisplayName("TN-40 addNotNullConstraint fills the nulls of every tenant")
    void notNull() {
        across.run("update note set body = null");
        update(
                "<addNotNullConstraint tableName='note' columnName='body' columnDataType='text' defaultNullValue='none'/>");
        assertThat(count("body = 'none'")).isEqualTo(ALL);
        expectForced("note");
    }

    @Test
    @DisplayName("TN-40 loadData without prepared statements loads any tenant's rows; with them it is refused")
    void loaded() {
        String load = "<loadData tableName='note' file='samples/notes.csv' usePreparedStatements='%s'>"
                + "<column name='id' type='numeric'/><column name='tenant_id' type='numeric'/><column name='body' type='string'/></loadData>";
        assertThatThrownBy(() -> update(load.formatted("true")))
                .hasMessageContaining("Row-level security is forced on public.note");
        update(load.formatted("false"));
        assertThat(count("body like 'loaded %'")).isEqualTo("2");
        update(
                "<loadUpdateData tableName='note' file='samples/notes-again.csv' primaryKey='id'"
                        + " usePreparedStatements='false'>"
                        + "<column name='id' type='numeric'/><column name='tenant_id' type='numeric'/><column name='body' type='string'/></loadUpdateData>");
        assertThat(across.rows("select id, body from note where id > 40000 order by id"))
                .containsExactly("40001|loaded again", "40002|loaded two", "40003|loaded three");
        expectForced("note");
    }

    @Test
    @DisplayName("TN-40 schema and table under names that need quotes, with quotes in them")
    void oddNames() {
        database.update(
                Database.xml(
                        Database.changeSet(
                                        "table",
                                        Database.sql(
                                                "create schema \"It's $holdfast$\"; create table \"It's $holdfast$\".\"Order Lines\""
                                                        + " (\"Found\" text, found text, tenant_id bigint);"))
                                + Database.changeSet(
                                        "tenancy",
                                        "<holdfast:enableTenancy schemaName=\"It's $holdfast$\" tableName='Order Lines' registry='false'/>")));
        across.run("insert into \"It's $holdfast$\".\"Order Lines\" (tenant_id) values (1), (2)");
        update("<addColumn schemaName=\"It's $holdfast$\" tableName='Order Lines'>"
                + "<column name='Line No' type='int' valueNumeric='3'/></addColumn>"
                + "<update schemaName=\"It's $holdfast$\" tableName='Order Lines'><column name='Found' value='a'/>"
                + "<column name='found' value='b'/><where>found is null</where></update>");
        assertThat(across.rows("select \"Line No\", \"Found\", found from \"It's $holdfast$\".\"Order Lines\""))
                .containsExactly("3|a|b", "3|a|b");
        expectForced("\"It''s $holdfast$\".\"Order Lines\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "begin; "})
    @DisplayName("TN-40 a script of update-sql finds by itself that it makes a table's fence, in a transaction or not")
    void script(String begin) {
        String sql = Database.withHoldfast()
                .updateSql(
                        Database.xml(
                                Database.changeSet(
                                                "later",
                                                "<createTable tableName='later'><column name='id' type='int'/><column name='tenant_id' type='bigint'/>"
                                                        + "</createTable><insert tableName='later'><column name='id' valueNumeric='1'/>"
                                                        + "<column name='tenant_id' valueNumeric='1'/></insert>")
                                        + Database.changeSet(
                                                "fence", "<holdfast:enableTenancy tableName='later' registry='false'/>")
                                        + Database.changeSet(
                                                "rows",
                                                "<insert tableName='later'><column name='id' valueNumeric='2'/><column name='tenant_id' valueNumeric='2'/>"
                                                        + "</insert><addColumn tableName='later'><column name='kind' type='text' value='k'/></addColumn>")));
        sql = sql.replaceAll("(?m)^(--.*|.*public\\.databasechangelog.*)$", "");
        try (Session owner = database.owner()) {
            int rows = sql.indexOf("do $holdfast$", sql.indexOf("force row level security;"));
            owner.run("begin; " + sql.substring(0, rows) + "; commit");
            owner.run(begin + sql.substring(rows) + (begin.isEmpty() ? "" : "; commit"));
        }
        assertThat(across.rows("select id, kind from later order by id")).containsExactly("1|k", "2|k");
        expectForced("later");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("TN-40 an error leaves FORCE on and the rows as they were, in a transaction or not")
    void error(boolean inTransaction) {
        assertThatThrownBy(() -> database.update(Database.xml("<changeSet id='error' author='test' runInTransaction='"
                        + inTransaction
                        + "'><update tableName='note'><column name='body' valueComputed='body || 1 / (id - id)'/>"
                        + "</update></changeSet>")))
                .hasMessageContaining("division by zero");
        assertThat(count("body = 'n'")).isEqualTo(ALL);
        expectForced("note");
        database.update(Database.xml("<changeSet id='right' author='test' runInTransaction='" + inTransaction
                + "'><update tableName='note'><column name='body' value='x'/></update></changeSet>"));
        assertThat(count("body = 'x'")).isEqualTo(ALL);
        expectForced("note");
    }

    @Test
    @DisplayName("TN-40 what reads another table under FORCE is refused, whether the changed one is under it or not")
    void reading() {
        String read =
                "<update tableName='%s'><column name='body' value='x'/><where>id in (select id from note)</where></update>";
        assertThatThrownBy(() -> update(read.formatted("plain")))
                .hasMessageContaining("query would be affected by row-level security policy for table \"note\"");
        update(read.formatted("note"));
        assertThat(count("body = 'x'")).isEqualTo(ALL);
        update("<holdfast:enableSoftDelete tableName='note'/>");
        assertThatThrownBy(() -> update("<update tableName='note_live'><column name='body' value='y'/></update>"))
                .hasMessageContaining("query would be affected by row-level security policy for table \"note\"");
        update("<update tableName='note'><column name='body' value='y'/></update>");
        assertThat(count("body = 'y'")).isEqualTo(ALL);
    }

    @Test
    @DisplayName("TN-30 TN-40 addForeignKeyConstraint looks at every tenant's rows, and finds the orphan among them")
    void foreignKey() {
        String key =
                "<addForeignKeyConstraint constraintName='in_plain' baseTableName='note' baseColumnNames='plain_id'"
                        + " referencedTableName='plain' referencedColumnNames='id'/>";
        update("<addColumn tableName='note'><column name='plain_id' type='bigint' valueNumeric='1'/></addColumn>");
        across.run("update note set plain_id = 77 where id = 30000");
        assertThatThrownBy(() -> update(key)).hasMessageContaining("Key (plain_id)=(77) is not present");
        expectForced("note");
        across.run("update note set plain_id = 2 where id = 30000");
        String changelog = update(key);
        expectForced("note");
        assertThat(across.one("select convalidated from pg_constraint where conname = 'in_plain'"))
                .isEqualTo("t");
        update("<addForeignKeyConstraint constraintName='itself' baseTableName='note' baseColumnNames='tenant_id, id'"
                + " referencedTableName='note' referencedColumnNames='tenant_id, id'/>");
        expectForced("note");
        database.rollback(changelog, 1);
    }

    @Test
    @DisplayName("a deferred constraint doesn't keep FORCE from being put back")
    void deferred() {
        update(
                Database.sql("alter table note add other bigint")
                        + "<holdfast:sqlAcrossTenants tables='note'><holdfast:sql>alter table note add constraint later foreign key"
                        + " (tenant_id, other) references note (tenant_id, id) deferrable initially deferred</holdfast:sql></holdfast:sqlAcrossTenants>");
        update("<update tableName='note'><column name='other' valueComputed='id'/></update>"
                + "<update tableName='note'><column name='body' value='z'/></update>");
        assertThat(count("other = id and body = 'z'")).isEqualTo(ALL);
        expectForced("note");
    }

    @Test
    @DisplayName("other tables' SQL is Liquibase's own, and so is a superuser's")
    void others() throws Exception {
        SqlStatement plain = new UpdateStatement(null, "public", "plain").addNewColumnValue("body", "x");
        SqlStatement fenced = new UpdateStatement(null, "public", "note").addNewColumnValue("body", "x");
        assertThat(sql(Cluster.OWNER, plain)).isEqualTo("UPDATE public.plain SET body = 'x'");
        assertThat(sql(Cluster.OWNER, new DeleteStatement(null, "public", "plain")))
                .isEqualTo("DELETE FROM public.plain");
        assertThat(sql(Cluster.OWNER, new InsertStatement(null, "public", "plain").addColumnValue("id", 3)))
                .isEqualTo("INSERT INTO public.plain (id) VALUES (3)");
        assertThat(sql(Cluster.OWNER, fenced))
                .startsWith("do $holdfast$")
                .contains("UPDATE public.note SET body = 'x'");
        assertThat(sql(Cluster.SUPERUSER, fenced)).isEqualTo("UPDATE public.note SET body = 'x'");
        update("<update tableName='plain'><column name='body' value='x'/></update>");
        assertThat(across.refused("select * from plain").sqlState()).isEqualTo("42501");
        try (Session owner = database.owner()) {
            assertThat(owner.one("select count(*) from plain where body = 'x'")).isEqualTo("2");
        }
    }

    @SuppressWarnings("try") // Liquibase declares that close() throws Exception
    private String sql(String role, SqlStatement statement) throws Exception {
        try (Connection connection = Cluster.connect(database.name(), role)) {
            Sql[] sql = SqlGeneratorFactory.getInstance()
                    .generateSql(
                            statement,
                            DatabaseFactory.getInstance()
                                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)));
            return String.join("\n", Arrays.stream(sql).map(Sql::toSql).toList());
        }
    }

    @Test
    @DisplayName("a role whose own policies hide rows is left to them: it isn't the owner's fence")
    void ownPolicies() {
        String other = Cluster.unique("other");
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.run("create role " + other + " login; grant select, update on note to " + other
                    + "; create policy theirs on note to " + other
                    + " using (tenant_id = 2); grant create on schema public to "
                    + other + "; grant all on databasechangelog, databasechangeloglock to " + other);
        }
        database.as(other).update(Database.write("xml", """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                        xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                    <changeSet id="theirs" author="test">
                        <update tableName="note"><column name="body" value="theirs"/></update>
                    </changeSet>
                </databaseChangeLog>
                """));
        assertThat(count("body = 'theirs'")).isEqualTo("15000");
        assertThat(count("body = 'theirs' and tenant_id = 2")).isEqualTo("15000");
    }
}
