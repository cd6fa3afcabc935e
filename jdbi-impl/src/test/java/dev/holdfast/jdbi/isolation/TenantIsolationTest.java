package dev.holdfast.jdbi.isolation;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.isolation.PressSeeders.SEEDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.IsolationReport;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.IsolationReport.Way;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.TenantIsolation;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.testkit.TestkitException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** On a sound database everything holds, and what would prove nothing is refused. */
@PostgresTest(template = Press.class)
class TenantIsolationTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    TenantIsolationTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
    }

    // region:assert-all
    @Test
    void tenantsAreIsolated() {
        IsolationReport report = TenantIsolation.of(holdfast, database.applicationDataSource())
                .between(1, 2)
                .assertAll(holdfast.schema(), SEEDERS);
        System.out.println(report);
    }
    // endregion:assert-all

    @Test
    void everyTableIsTriedInEveryWay() {
        IsolationReport report = TenantIsolation.of(holdfast, database.applicationDataSource())
                .between(A, B)
                .assertAll(Press.SCHEMA, SEEDERS);
        assertThat(report.tables()).containsExactly("authors", "articles", "samples");
        assertThat(report.unowned()).containsExactly("countries");
        assertThat(report.count(Outcome.HELD)).isEqualTo(report.entries().size());
        for (String table : report.tables()) {
            for (Way way : Way.values()) {
                assertThat(report.entries())
                        .filteredOn(e -> e.table().equals(table) && e.way() == way)
                        .extracting(IsolationReport.Entry::attempt)
                        .doesNotHaveDuplicates()
                        .contains(
                                "read by key",
                                "read all",
                                "count",
                                "join",
                                "subquery",
                                "aggregate",
                                "read by tenant",
                                "lock",
                                "insert for the other tenant",
                                "update",
                                "update every row",
                                "give a row away",
                                "delete",
                                "delete every row",
                                "upsert",
                                "read without a tenant",
                                "insert without a tenant");
            }
        }
        assertThat(report.entries())
                .filteredOn(e -> e.attempt().startsWith("link"))
                .extracting(e -> e.table() + " " + e.attempt() + " " + e.way() + " " + e.observed())
                .containsExactlyInAnyOrder(
                        "articles link author_id by update DSL refused, 23503",
                        "articles link author_id by update SQL refused, 23503",
                        "articles link author_id by insert DSL refused, 23503",
                        "articles link author_id by insert SQL refused, 23503");
        assertThat(report.toString())
                .startsWith("Tenant isolation of 3 tables: " + report.entries().size() + " attempts, ")
                .contains("0 breached, 0 unclear, 0 not tried; without a tenant: countries")
                .containsPattern("articles +link author_id by insert +SQL +HELD +refused, 23503");
    }

    @Test
    void whatRefusesIsTheFence() {
        IsolationReport report = TenantIsolation.of(holdfast, database.applicationDataSource())
                .between(A, B)
                .assertAll(Press.SCHEMA, SEEDERS);
        assertThat(report.entries())
                .filteredOn(e -> e.table().equals("authors"))
                .extracting(e -> e.attempt() + " " + e.way() + " " + e.observed())
                .contains(
                        "read by key DSL 0 rows",
                        "read by key SQL 0 rows",
                        "insert for the other tenant DSL refused by the library",
                        "insert for the other tenant SQL refused, 42501",
                        "give a row away DSL refused by the library",
                        "give a row away SQL refused, 42501",
                        "copy from SQL refused, 0A000",
                        "truncate SQL refused, 42501",
                        "row_security off SQL refused, 42501",
                        "delete every row SQL own rows only",
                        "store the same values SQL a row of its own",
                        "upsert SQL a row of its own",
                        "upsert DSL a row of its own");
    }

    @Test
    void aTableWithoutASeederFailsBeforeAnythingIsTried() {
        assertThatThrownBy(() -> TenantIsolation.of(holdfast, database.applicationDataSource())
                        .between(A, B)
                        .assertAll(
                                Press.SCHEMA,
                                Seeders.of().table(AUTHORS, scope -> Press.author(scope, PressSeeders.name()))))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("No seeder for [articles, samples]");
    }

    @Test
    void aRoleThatNoPolicyBindsProvesNothing() {
        assertThatThrownBy(() -> TenantIsolation.of(holdfast, database.superuserDataSource())
                        .between(A, B)
                        .assertAll(Press.SCHEMA, SEEDERS))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("superuser or with BYPASSRLS");
    }

    @Test
    void aKeyThatFindsNoRowProvesNothing() {
        Seeders lying = Seeders.of().table(AUTHORS, scope -> UUID.randomUUID());
        assertThatThrownBy(() -> TenantIsolation.of(holdfast, database.applicationDataSource())
                        .between(A, B)
                        .assertAll(dev.holdfast.table.Schema.of(AUTHORS), lying))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("the seeder of table authors: the key that it returned finds no row");
    }

    @Test
    void aSeederThatFailsIsNamedWithItsCause() {
        Seeders failing = Seeders.of().table(AUTHORS, scope -> {
            throw new IllegalStateException("no author today");
        });
        assertThatThrownBy(() -> TenantIsolation.of(holdfast, database.applicationDataSource())
                        .between(A, B)
                        .assertAll(dev.holdfast.table.Schema.of(AUTHORS), failing))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("the seeder of table authors: it failed with IllegalStateException")
                .hasRootCauseMessage("no author today");
    }

    @Test
    void aKeyComesAsAValueAMapOrARow() {
        Seeders mapped = Seeders.of()
                .table(AUTHORS, scope -> Map.of(AUTHORS.id, Press.author(scope, PressSeeders.name())))
                .table(ARTICLES, scope -> scope.from(ARTICLES)
                        .where(ARTICLES.id.eq(Press.article(scope, Press.author(scope, PressSeeders.name()), "x")))
                        .one());
        assertThat(TenantIsolation.of(holdfast, database.applicationDataSource())
                        .between(B, A)
                        .assertAll(dev.holdfast.table.Schema.of(AUTHORS, ARTICLES), mapped)
                        .failures())
                .isEmpty();
        Seeders wrong = Seeders.of().table(AUTHORS, scope -> Map.of());
        assertThatThrownBy(() -> TenantIsolation.of(holdfast, database.applicationDataSource())
                        .between(A, B)
                        .assertAll(dev.holdfast.table.Schema.of(AUTHORS), wrong))
                .hasMessageContaining("doesn't say the primary key [id]");
    }

    @Test
    void oneTenantIsNotTwo() {
        assertThatThrownBy(() -> TenantIsolation.of(holdfast, database.applicationDataSource())
                        .between(A, A))
                .hasMessageContaining("both are the same tenant");
        assertThatThrownBy(() -> SEEDERS.table(AUTHORS, scope -> 1)).hasMessageContaining("it has a seeder already");
    }
}
