package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Partitions of a table under tenancy, asked by their own names. */
class PartitionsTest {
    private static final String ROWS = Database.changeSet(
            "rows",
            "<holdfast:sqlAcrossTenants tables='holdfast.tenants'><holdfast:sql>"
                    + "insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B')"
                    + "</holdfast:sql></holdfast:sqlAcrossTenants>"
                    + Database.sql("create table public.p (id int, tenant_id bigint, primary key (tenant_id, id))"
                            + " partition by range (id);"
                            + " create table public.p_low partition of public.p for values from (0) to (100);"
                            + " create table public.p_high partition of public.p for values from (100) to (1000)"
                            + " partition by range (id);"
                            + " create table public.p_high_1 partition of public.p_high for values from (100) to (200);"
                            + " insert into public.p values (1, 1), (2, 2), (101, 1), (102, 2)"));
    private static final String CHANGELOG = Database.xml(
            ROWS + Database.changeSet("p", "<holdfast:enableTenancy tableName='p' index='false' discard='true'/>"));
    private static final String[] PARTITIONS = {"p_low", "p_high", "p_high_1"};

    @Test
    @DisplayName("TN-38 a partition that the application was granted shows nobody's rows by its own name, at any depth")
    void fenced() {
        Database database = Database.create().update(CHANGELOG);
        try (Session owner = database.owner();
                Session app = database.app()) {
            owner.run("grant select, insert, update, delete on all tables in schema public to holdfast_app");
            assertThat(app.rowsIn(1, "select id from p order by id")).containsExactly("1", "101");
            for (String partition : PARTITIONS) {
                assertThat(app.rowsIn(1, "select * from " + partition))
                        .as(partition)
                        .isEmpty();
                assertThat(app.rows("select * from " + partition)).as(partition).isEmpty();
                assertThat(app.rowsIn(1, "delete from " + partition + " returning id"))
                        .as(partition)
                        .isEmpty();
            }
            assertThat(app.refusedIn(1, "insert into p_low values (3, 2)").sqlState())
                    .isEqualTo("42501");
            owner.expectBound("p_low");
            assertThat(app.runIn(2, "update p set id = id + 50 where id > 100")).isEqualTo(1);
            assertThat(app.rowsIn(2, "select id from p order by id")).containsExactly("2", "152");
        }
    }

    @Test
    @DisplayName("TN-38 the rollback takes the fence from the partitions, too")
    void rolledBack() {
        Database database = Database.create().update(CHANGELOG).rollback(CHANGELOG, 1);
        try (Session owner = database.owner()) {
            assertThat(owner.rows("select relname from pg_class where relname like 'p\\_%' and relkind in ('r', 'p')"
                            + " and (relrowsecurity or relforcerowsecurity)"))
                    .isEmpty();
            assertThat(owner.rows("select id from p_low order by id")).containsExactly("1", "2");
        }
    }
}
