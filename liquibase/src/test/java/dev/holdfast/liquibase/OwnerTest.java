package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the owner's own SQL meets on a table under tenancy, with 30,000 rows of two tenants. */
class OwnerTest {
    private static final String REFUSED =
            "Row-level security is forced on public.note for its owner, too: this statement would reach none of its rows";

    private final Database database = Database.withHoldfast();
    private Session owner;
    private Session across;
    private Session app;

    @BeforeEach
    void notes() {
        database.update(Database.xml(Database.changeSet(
                        "tables",
                        Database.sql(
                                "create table public.note (id bigint primary key, tenant_id bigint, body text, title text, parent bigint);"
                                        + " create table public.line (id bigint primary key, tenant_id bigint, note_id bigint)"))
                + Database.changeSet(
                        "tenancy",
                        "<holdfast:enableTenancy tableName='note' keyColumns='id' registry='false'/>"
                                + "<holdfast:enableTenancy tableName='line' registry='false'/>")));
        owner = database.owner();
        across = database.across();
        app = database.app();
        across.run("insert into note select n, 1 + n % 2, 'b', 't', null from generate_series(1, 30000) as n");
    }

    @AfterEach
    void close() {
        owner.close();
        across.close();
        app.close();
    }

    private void update(String changes) {
        database.update(Database.xml(Database.changeSet(Cluster.unique("change"), changes)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update note set body = 'x'",
                "delete from note",
                "delete from note where id = 7",
                "insert into note (id, tenant_id) values (0, 1)",
                "insert into line (id, tenant_id) select id, tenant_id from note",
                "create table copy as select * from note where body like 'b%'",
                "create materialized view stored as select count(*) from note",
                "alter table note add foreign key (tenant_id, parent) references note (tenant_id, id)",
            })
    @DisplayName("TN-40 a plain sql change is refused, with what to use, where it would reach no row and say nothing")
    void plainSql(String sql) {
        assertThatThrownBy(() -> update(Database.sql(sql)))
                .hasMessageContaining(REFUSED)
                .hasMessageContaining("sqlAcrossTenants with tables=\"public.note\"");
        assertThat(across.one("select count(*) from note where body = 'b'")).isEqualTo("30000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<update tableName='note'><column name='body' valueClobFile='samples/notes.csv'/></update>",
                "<mergeColumns tableName='note' column1Name='body' column2Name='title' joinString=' ' finalColumnName='both' finalColumnType='text'/>",
                "<addLookupTable existingTableName='note' existingColumnName='body' newTableName='bodies' newColumnName='body'"
                        + " constraintName='in_bodies'/>",
            })
    @DisplayName("TN-40 so are Liquibase's changes that send SQL of their own over rows")
    void otherChanges(String change) {
        assertThatThrownBy(() -> update(change)).hasMessageContaining(REFUSED);
        assertThat(across.one("select count(*) from note where body = 'b' and title = 't'"))
                .isEqualTo("30000");
    }

    @Test
    @DisplayName("a table without rows refuses nothing, and what doesn't read rows by a query goes on")
    void others() {
        assertThat(owner.rows("select * from line")).isEmpty();
        assertThat(owner.run("update line set note_id = 1")).isZero();
        owner.run("alter table note add constraint short check (length(body) < 9) not valid;"
                + " alter table note validate constraint short; create index on note (lower(body)); analyze note;"
                + " alter table note add size int default 7 not null, alter body type varchar(9)");
        owner.run("vacuum note");
        assertThat(across.one("select count(*) from note where size = 7")).isEqualTo("30000");
    }

    @Test
    @DisplayName("keys are checked and cascade as the owner, and rows are purged by it, as ever")
    void keysAndPurge() {
        update("<holdfast:addTenantForeignKey baseTableName='line' baseColumnNames='note_id' referencedTableName='note'"
                + " referencedColumnNames='id' onDelete='cascade'/>");
        app.runIn(1, "insert into line (id, note_id) values (1, 2), (2, 4)");
        assertThat(app.refusedIn(1, "insert into line (id, note_id) values (3, 3)")
                        .sqlState())
                .isEqualTo("23503");
        app.runIn(1, "delete from note where id = 2");
        assertThat(across.rows("select id from line")).containsExactly("2");
        update("<holdfast:enableSoftDelete tableName='note'/>");
        app.runIn(1, "delete from note_live where id in (4, 6)");
        assertThat(app.rowsIn(1, "select note_purge(array[4, 6, 8])")).containsExactly("2");
        assertThat(across.rows("select id from line")).isEmpty();
        assertThat(across.one("select count(*) from note")).isEqualTo("29997");
        owner.expectBound("note");
    }

    @Test
    @DisplayName(
            "with row_security off, as pg_dump sets it, PostgreSQL's own error comes first; within a lift all rows are there")
    void dump() {
        assertThat(owner.refused("set row_security = off; copy note to stdout").message())
                .startsWith("query would be affected by row-level security policy");
        owner.run("set row_security = on");
        owner.run("begin; alter table note no force row level security");
        assertThat(owner.one("select count(*) from note")).isEqualTo("30000");
        owner.run("rollback");
        owner.expectBound("note");
    }

    @Test
    @DisplayName(
            "TN-40 the owner's plain insert, update and delete of registered tenants are refused, Liquibase's aren't")
    void registry() {
        across.run("insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B')");
        assertThat(owner.rows("select id from holdfast.tenants order by id")).containsExactly("1", "2");
        owner.expectRefused("insert into holdfast.tenants (id, name) values (3, 'C')");
        owner.expectRefused("update holdfast.tenants set status = 'suspended'");
        owner.expectRefused("delete from holdfast.tenants");
        update("<update schemaName='holdfast' tableName='tenants'><column name='status' value='suspended'/></update>");
        assertThat(owner.one("select count(*) from holdfast.tenants where status = 'suspended'"))
                .isEqualTo("2");
        update("<insert schemaName='holdfast' tableName='tenants'><column name='id' valueNumeric='3'/>"
                + "<column name='name' value='C'/></insert>");
        assertThat(owner.one("select name from holdfast.tenants where id = 3")).isEqualTo("C");
    }
}
