package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Tables and columns")
@PostgresTest(template = Shop.class)
class ColumnChecksTest {

    @Test
    @DisplayName("a column that isn't there")
    void missingColumn(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding =
                    ward.owner("alter table orders drop column gift").finds(TableCheck.MISSING, "public.orders");
            assertThat(finding.cause()).isEqualTo("column gift isn't there");
            assertThat(finding.fix())
                    .isEqualTo("alter table public.orders add column gift boolean default false not null");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a generated column and an identity that aren't there come back as what they were")
    void missingComputed(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("alter table orders drop column length, drop constraint orders_pkey, drop column id");
            for (Finding finding : ward.examine().of(TableCheck.MISSING)) {
                ward.owner(finding.fix());
            }
            ward.owner("alter table orders add primary key (tenant_id, id)").findsNothing();
        }
    }

    @Test
    @DisplayName("a tenant's column that isn't there")
    void missingTenant(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("alter table orders drop column tenant_id cascade");
            Finding finding = ward.finds(TableCheck.MISSING, "public.orders");
            assertThat(finding.cause()).contains("tenant_id", "lie open");
            assertThat(finding.fix()).startsWith("<holdfast:enableTenancy").contains("existingRowsTenant=");
        }
    }

    @Test
    @DisplayName("a tenant's column that isn't there, of a table with an index over another column")
    void missingTenantBesideAnIndex(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("create index on orders (total)", "alter table orders drop column tenant_id cascade");
            assertThat(ward.finds(TableCheck.MISSING, "public.orders").fix())
                    .startsWith("<holdfast:enableTenancy")
                    .doesNotContain("index=");
        }
    }

    @Test
    @DisplayName("a table that the search path doesn't lead to, and one in another schema")
    void missingTable(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("create schema elsewhere", "alter table customers set schema elsewhere");
            assertThat(ward.finds(TableCheck.MISSING, "customers").cause())
                    .isEqualTo("there is no such table on the search path");
        }
        try (Ward ward = Ward.open(database)) {
            ward.owner("create schema elsewhere", "alter table orders set schema elsewhere");
            assertThat(ward.finds(TableCheck.MISSING, "public.orders").cause()).contains("its schema is another one");
        }
    }

    @ParameterizedTest(name = "drift: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table customers alter email type varchar(100) | email is character varying(100), but declared as varchar(200)",
                "alter table customers alter email type text | email is text, but declared as varchar(200)",
                "alter table customers alter version type integer | version is integer, but declared as bigint",
                "alter table customers alter created_at type timestamp | created_at is timestamp without time zone, but declared as timestamptz",
                "alter table customers alter created_at type timestamptz(3) | created_at is timestamp(3) with time zone, but declared",
                "alter table customers alter created_at drop not null | created_at allows NULL",
                "alter table customers alter created_at drop default | created_at has no default, but is declared with now()",
                "alter table customers alter email set default 'x' | email has the default 'x'",
                "alter table customers alter tenant_id drop default | tenant_id has no default, so plain SQL isn't stamped",
            })
    void drift(String breaking, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(breaking).finds(TableCheck.DRIFT, "customers");
            assertThat(finding.cause()).startsWith("column " + cause);
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "drift: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table orders alter total type numeric(12,2) | total is numeric(12,2), but declared as numeric(10,2)",
                "alter table orders alter state type text using state::text | state is text, but declared as order_state",
                "alter table orders alter tags type integer[] using '{}' | tags is integer[], but declared as text[]",
                "alter table orders alter extra type json using extra::json | extra is json, but declared as jsonb",
                "alter table orders alter customer_id set not null | customer_id is NOT NULL, but declared nullable",
                "alter table orders alter id drop identity | id is declared as identity",
                "alter table orders alter length drop expression | length is declared as generated",
            })
    void driftOfOrders(String breaking, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(breaking).finds(TableCheck.DRIFT, "public.orders");
            assertThat(finding.cause()).startsWith("column " + cause);
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "not declared: {0}")
    @ValueSource(
            strings = {
                "alter table currencies add column symbol text not null",
                "create domain symbol as text not null; alter table currencies add column symbol symbol",
            })
    void unknown(String breaking, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(breaking).finds(TableCheck.DRIFT, "currencies");
            assertThat(finding.cause()).contains("symbol", "every insert fails");
            if (!breaking.contains("domain")) {
                ward.mends(finding);
            }
        }
    }

    @ParameterizedTest(name = "no drift: {0}")
    @ValueSource(
            strings = {
                "alter table customers add column note text, add column n bigint generated always as identity",
                "alter table customers add column since date not null default now()",
                "create domain address as varchar(200); alter table customers alter email type address",
                "alter table orders alter id set generated always",
                "create sequence numbers; alter table orders alter id drop identity, alter id set default nextval('numbers')",
                "alter table orders rename constraint orders_pkey to k",
            })
    void harmless(String change, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(change).findsNothing();
        }
    }

    @Test
    @DisplayName("identity, generated and enum types that only PostgreSQL, or only the table object, knows")
    void declaredOtherwise(TestDatabase database) throws SQLException {
        final class Numbers extends Table {
            final OrderedColumn<Long> id = bigint("id").primaryKey();
            final TextColumn<String> name = text("name");
            final OrderedColumn<Shop.State> state = pgEnum("state", "no_such_type", Shop.State.class);

            Numbers() {
                super("Numbers");
            }
        }
        try (Ward ward = Ward.open(database).of(Schema.of(new Numbers()))) {
            ward.owner("""
                    create table "Numbers" (
                        id bigint generated always as identity primary key,
                        name text not null generated always as ('x') stored, state text not null)
                    """);
            assertThat(ward.examine().of(TableCheck.DRIFT))
                    .extracting(Finding::cause)
                    .containsExactly(
                            "column id is an identity, but not declared as one",
                            "column name is generated as 'x'::text, but declared as one to write",
                            "column state is text, but declared as no_such_type, a type that isn't there");
            ward.owner("create type no_such_type as enum ('OPEN', 'PAID')");
            for (Finding finding : ward.examine().findings()) {
                ward.owner(finding.fix());
            }
            ward.findsNothing();
        }
    }

    @Test
    @DisplayName("a view may be registered: its columns' types are compared, and nothing else")
    void view(TestDatabase database) throws SQLException {
        final class Titles extends Table {
            final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
            final TextColumn<String> title = text("title");

            Titles() {
                super("titles");
            }
        }
        try (Ward ward = Ward.open(database).of(Schema.of(new Titles()))) {
            String grant = "grant select on titles to holdfast_app";
            ward.owner("create view titles with (security_invoker) as select tenant_id, title from orders", grant)
                    .findsNothing();
            ward.owner(
                    "drop view titles",
                    "create view titles with (security_invoker) as select tenant_id, length(title) as title from orders",
                    grant);
            Finding finding = ward.finds(TableCheck.DRIFT, "titles");
            assertThat(finding.cause()).contains("title is integer");
            assertThat(finding.fix()).startsWith("make the view anew with title::text");
        }
    }

    @Test
    @DisplayName("a NOT NULL that isn't validated, which PostgreSQL 18 has: nulls may be there")
    void notValidated(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            assumeThat(ward.lines(Role.SUPERUSER, "show server_version_num").compareTo("180000"))
                    .isPositive();
            ward.owner(
                    "alter table customers alter email drop not null",
                    "alter table customers add constraint there not null email not valid");
            Finding finding = ward.finds(TableCheck.DRIFT, "customers");
            assertThat(finding.cause())
                    .isEqualTo("column email allows NULL, but isn't declared nullable: reading one fails");
            ward.mends(finding);
        }
    }
}
