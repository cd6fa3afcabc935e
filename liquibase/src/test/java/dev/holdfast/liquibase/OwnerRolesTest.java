package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tables under tenancy whose owner isn't the role that Liquibase connects as. */
class OwnerRolesTest {
    private static final String TABLE = "create table public.note (id bigint primary key, tenant_id bigint, body text);"
            + " insert into public.note select n, 1 + n % 2, 'b' from generate_series(1, 10) as n";

    private static String xml() {
        return Database.xml(Database.changeSet(
                "tenancy", "<holdfast:enableTenancy tableName='note' keyColumns='id' registry='false'/>"));
    }

    @Test
    @DisplayName("TN-40 the policy for the owner is the table's owner's where a superuser migrates")
    void superuser() {
        Database database = Database.withHoldfast();
        try (Session owner = database.owner()) {
            owner.run(TABLE);
            database.as(Cluster.SUPERUSER).update(xml());
            owner.expectRefused("update note set body = 'x'");
            owner.expectBound("note");
        }
    }

    @Test
    @DisplayName("TN-40 where a member of the owner's role migrates, the owner and every other member are told")
    void member() {
        String one = Cluster.unique("one");
        String other = Cluster.unique("other");
        Database database = Database.withHoldfast();
        try (Session superuser = database.session(Cluster.SUPERUSER);
                Session owner = database.owner()) {
            superuser.run("create role " + one + " login; create role " + other + " login; grant " + Cluster.OWNER
                    + " to " + one + ", " + other);
            owner.run(TABLE);
            database.as(one).update(xml());
            owner.expectRefused("update note set body = 'x'");
            for (String member : new String[] {one, other}) {
                try (Session session = database.session(member)) {
                    session.expectRefused("delete from note");
                }
                database.as(member)
                        .update(Database.xml(Database.changeSet(
                                Cluster.unique("rows"),
                                "<update tableName='note'><column name='body' value='" + member + "'/></update>")));
                assertThat(superuser.one("select count(*) from note where body = '" + member + "'"))
                        .isEqualTo("10");
            }
        }
    }

    @Test
    @DisplayName("TN-40 a role that no policy lets see a row is refused by Liquibase's update, not told of 0 rows")
    void noPolicy() {
        String other = Cluster.unique("other");
        Database database = Database.withHoldfast();
        try (Session superuser = database.session(Cluster.SUPERUSER);
                Session owner = database.owner()) {
            owner.run(TABLE);
            database.update(xml());
            superuser.run("create role " + other + " login; grant select, update on note to " + other
                    + "; grant create on schema public to " + other
                    + "; grant all on databasechangelog, databasechangeloglock to " + other);
            String change = Database.write("xml", """
                    <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                            xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                        <changeSet id="theirs" author="test">
                            <update tableName="note"><column name="body" value="theirs"/></update>
                        </changeSet>
                    </databaseChangeLog>
                    """);
            assertThatThrownBy(() -> database.as(other).update(change))
                    .hasMessageContaining("query would be affected by row-level security policy for table \"note\"");
        }
    }

    @Test
    @DisplayName("TN-40 TN-38 the owner is told at a partition by its own name, too")
    void partition() {
        Database database = Database.withHoldfast();
        try (Session owner = database.owner()) {
            owner.run(
                    "create table public.note (id bigint, tenant_id bigint, body text, primary key (id)) partition by range (id);"
                            + " create table public.part partition of public.note for values from (0) to (100);"
                            + " insert into public.note select n, 1 + n % 2, 'b' from generate_series(1, 10) as n");
            database.update(xml());
            owner.expectRefused("update note set body = 'x'");
            owner.expectRefused("update part set body = 'x'");
        }
    }

    @Test
    @DisplayName(
            "TN-30 TN-38 keys between partitioned tables are validated over every tenant's rows, and a fence is made again")
    void partitionedKeys() {
        Database database = Database.withHoldfast();
        try (Session owner = database.owner();
                Session across = database.across()) {
            owner.run(
                    "create table public.note (id bigint, tenant_id bigint, primary key (tenant_id, id)) partition by range (id);"
                            + " create table public.note_1 partition of public.note for values from (0) to (100);"
                            + " create table public.line (id bigint, tenant_id bigint, note_id bigint, primary key (tenant_id, id)) partition by range (id);"
                            + " create table public.line_1 partition of public.line for values from (0) to (100)");
            String fences = "<holdfast:enableTenancy tableName='note'/><holdfast:enableTenancy tableName='line'/>";
            database.update(Database.xml(Database.changeSet("tenancy", fences)));
            across.run("insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B')");
            across.run("insert into note (id, tenant_id) values (1, 1), (2, 2)");
            across.run("insert into line (id, tenant_id, note_id) values (1, 1, 1), (2, 2, 77)");
            String key = Database.xml(Database.changeSet(
                    "key",
                    "<holdfast:addTenantForeignKey baseTableName='line' baseColumnNames='note_id' referencedTableName='note'"
                            + " referencedColumnNames='id'/>"));
            assertThatThrownBy(() -> database.update(key))
                    .hasMessageContaining("Key (tenant_id, note_id)=(2, 77) is not present");
            across.run("update line set note_id = 2 where id = 2");
            database.update(key);
            database.update(Database.xml(Database.changeSet("again", fences.replace("/>", " version='2'/>"))));
            for (String table : new String[] {"note", "note_1", "line", "line_1"}) {
                assertThat(owner.one("select relrowsecurity and relforcerowsecurity from pg_class where oid = '" + table
                                + "'::regclass"))
                        .isEqualTo("t");
            }
        }
    }
}
