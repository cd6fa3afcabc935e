package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Select;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that the server has prepared, when tables and views change under them. */
@PostgresTest(template = Press.class)
class PlanTest {

    private final TestDatabase database;

    PlanTest(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest(name = "{displayName} [inTransaction={0}]")
    @ValueSource(booleans = {false, true})
    @DisplayName("J-15 a column added or a view replaced doesn't break statements that are prepared already")
    void changedUnderneath(boolean inTransaction) {
        String view = "create or replace view short_names with (security_invoker = true) as select name";
        String suffix = inTransaction ? "_tx" : "_alone";
        Sql.run(database.ownerDataSource(), view + " from authors; grant select on short_names to holdfast_app");
        try (HikariDataSource pool = Pools.ofOne(database, "prepareThreshold=1")) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            Press.author(a, "ann" + suffix);
            read(a, inTransaction);
            Sql.run(database.ownerDataSource(), "alter table authors add column added" + suffix + " text default 'x'");
            Sql.run(database.ownerDataSource(), view + ", name || '" + suffix + "' as more from authors");
            read(a, inTransaction);
            Sql.run(database.ownerDataSource(), "drop view short_names");
            Sql.run(
                    database.ownerDataSource(),
                    "create view short_names with (security_invoker = true) as select 1 as first, name from authors;"
                            + " grant select on short_names to holdfast_app");
            read(a, inTransaction);
            Sql.run(database.ownerDataSource(), "drop view short_names");
        }
    }

    private static void read(JdbiTenantScope a, boolean inTransaction) {
        var fromView = PlainStatement.of("select name from short_names").returning(AUTHORS.name);
        for (int run = 0; run < 8; run++) {
            if (inTransaction) {
                a.useTransaction(tx -> {
                    assertThat(tx.from(AUTHORS).list()).isNotEmpty();
                    assertThat(tx.list(fromView)).isNotEmpty();
                });
            } else {
                assertThat(a.from(AUTHORS).list()).isNotEmpty();
                assertThat(a.list(fromView)).isNotEmpty();
            }
        }
    }

    @Test
    @DisplayName("J-16 an optional filter that isn't there isn't in the SQL either, so each shape has its own plan")
    void optionalFilters() {
        Select all = Select.from(AUTHORS);
        String plain = all.toSql();
        String filtered = all.where(AUTHORS.bio.isNull()).toSql();
        String both =
                all.where(AUTHORS.bio.isNull()).where(AUTHORS.name.eq("x")).toSql();
        assertThat(plain).doesNotContain("bio is null").doesNotContain(" or ");
        assertThat(filtered).contains("is null").doesNotContain(" or ").isNotEqualTo(plain);
        assertThat(both).isNotEqualTo(filtered).doesNotContain(" or ");
    }
}
