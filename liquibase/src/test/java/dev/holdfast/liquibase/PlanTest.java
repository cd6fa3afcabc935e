package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** 400,000 rows of 400 tenants, seen by the application role. */
class PlanTest {
    private static Session app;

    @BeforeAll
    static void fill() {
        String rows =
                "select n as id, n % 400 as tenant_id, repeat('x', 40) as note from generate_series(1, 400000) as n";
        Database database = Database.create()
                .update(
                        Database.xml(
                                Database.changeSet(
                                                "tables",
                                                Database.sql("create table public.keyed as " + rows
                                                        + "; create table public.plain as " + rows
                                                        + "; create table public.bare as " + rows))
                                        + Database.changeSet(
                                                "tenancy",
                                                "<holdfast:enableTenancy tableName='keyed' keyColumns='id' registry='false'/>"
                                                        + "<holdfast:enableTenancy tableName='plain' registry='false'/>"
                                                        + "<holdfast:enableTenancy tableName='bare' registry='false' index='false'/>")));
        try (Session owner = database.owner()) {
            owner.run("analyze public.keyed, public.plain, public.bare");
        }
        app = database.app();
    }

    @AfterAll
    static void close() {
        app.close();
    }

    @Test
    @DisplayName("TN-22 the tenant is an index condition, computed once per query")
    void index() {
        assertIndexCondition(explain("select * from public.plain"));
        assertIndexCondition(explain("select * from public.keyed where id = 401"));
        assertThat(app.rowsIn(1, "select count(*) from public.plain")).containsExactly("1000");
    }

    @Test
    @DisplayName("TN-22 a scan without an index compares with an InitPlan and calls no function per row")
    void scan() {
        List<String> plan = explain("select * from public.bare");
        assertThat(plan).anyMatch(line -> line.contains("Filter: (tenant_id = ") && comparesWithInitPlan(line));
        assertNoFunctionPerRow(plan);
    }

    @Test
    @DisplayName("TN-22 a generic plan of a prepared statement is no different")
    void prepared() {
        app.run("set plan_cache_mode = force_generic_plan");
        app.run("prepare by_id (bigint) as select * from public.keyed where id = $1");
        assertIndexCondition(explain("execute by_id(401)"));
        app.run("reset plan_cache_mode");
    }

    private static List<String> explain(String sql) {
        return app.rowsIn(1, "explain (costs off) " + sql);
    }

    private static void assertIndexCondition(List<String> plan) {
        assertThat(plan)
                .anyMatch(line ->
                        line.contains("Index Cond:") && line.contains("tenant_id = ") && comparesWithInitPlan(line));
        assertNoFunctionPerRow(plan);
    }

    /** PostgreSQL 17 and later write (InitPlan 1).col1, earlier ones $0. */
    private static boolean comparesWithInitPlan(String line) {
        return line.contains("(InitPlan 1).col1") || line.contains("$0");
    }

    private static void assertNoFunctionPerRow(List<String> plan) {
        assertThat(plan)
                .anyMatch(line -> line.contains("InitPlan"))
                .noneMatch(line -> line.contains("current_setting"));
    }
}
