package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the database has and the declaration hasn't")
@PostgresTest(template = Shop.class)
class UndeclaredTest {

    /** Customers, without the word that they are tenants'. */
    private static final class Clients extends Table {
        final OrderedColumn<Long> tenantId = bigint("tenant_id");

        Clients() {
            super("customers");
        }
    }

    /** A view. */
    private static final class Titles extends Table {
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> title = text("title");

        Titles() {
            super("titles");
        }
    }

    @Test
    @DisplayName("TN-37 a tenant table that is declared without a tenant key")
    void tenantKey(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Schema.of(new Clients()))) {
            assertThat(ward.examine().of(TenantCheck.TENANT_NOT_DECLARED))
                    .extracting(Finding::subject, Finding::fix)
                    .containsExactly(tuple("customers", "declare tenant_id with .tenantKey() in Clients"));
            ward.owner(
                    "alter table customers disable row level security",
                    "drop policy holdfast_tenant on customers",
                    "drop policy holdfast_access on customers");
            assertThat(ward.examine().of(TenantCheck.TENANT_NOT_DECLARED)).hasSize(1);
            ward.owner("alter table customers alter tenant_id drop default");
            assertThat(ward.examine().of(TenantCheck.TENANT_NOT_DECLARED)).isEmpty();
        }
    }

    @ParameterizedTest(name = "TN-37 a registered name that is a view of {0}, over a table of another schema")
    @ValueSource(strings = {"superuser", "owner"})
    void view(String by, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Schema.of(new Titles()))) {
            String[] statements = {
                "create schema archive",
                "create table archive.all_titles (tenant_id bigint not null, title text not null)",
                "create view titles as select tenant_id, title from archive.all_titles",
                "grant select on titles to holdfast_app",
                "grant usage on schema archive to holdfast_app",
                "grant select on archive.all_titles to holdfast_app"
            };
            if (by.equals("owner")) {
                ward.owner(statements);
            } else {
                ward.superuser(statements);
            }
            Finding finding = ward.finds(TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER, "titles");
            assertThat(finding.cause())
                    .contains("it is a view that reads with the rights of its owner")
                    .matches(cause -> cause.contains("whom no policy holds") == by.equals("superuser"));
            assertThat(finding.fix()).isEqualTo("alter view public.titles set (security_invoker = true)");
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("TN-37 a view over a fenced table that isn't registered, though it is declared as nobody's")
    void viewOfFenced(TestDatabase database) throws SQLException {
        final class Plain extends Table {
            final TextColumn<String> title = text("title");

            Plain() {
                super("titles");
            }
        }
        try (Ward ward = Ward.open(database).of(Schema.of(new Plain()))) {
            ward.owner("create view titles as select title from orders", "grant select on titles to holdfast_app");
            ward.mends(ward.finds(TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER, "titles"));
            ward.owner(
                            "drop view titles",
                            "create view titles as select name as title from currencies",
                            "grant select on titles to holdfast_app")
                    .findsNothing();
        }
    }

    @Test
    @DisplayName("TN-37 a registered name that is a materialized view")
    void materialized(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Schema.of(new Titles()))) {
            ward.owner(
                    "create materialized view titles as select tenant_id, title from orders",
                    "grant select on titles to holdfast_app");
            assertThat(ward.finds(TenantCheck.MATERIALIZED_VIEW, "titles").fix())
                    .startsWith("register a view over it");
        }
    }

    @Test
    @DisplayName(
            "TN-37 a view that lacks a column, or the tenant's, is told how to get it, and not by a change of a table")
    void columnOfView(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Schema.of(new Titles()))) {
            ward.owner(
                    "create view titles with (security_invoker) as select 1 as one from orders",
                    "grant select on titles to holdfast_app");
            assertThat(ward.examine().of(TableCheck.MISSING)).hasSize(2).allSatisfy(finding -> assertThat(finding.fix())
                    .startsWith("make the view anew with the column "));
        }
    }

    @Test
    @DisplayName("TN-37 a table in the schema that isn't registered, as soon as the application may use it")
    void unregistered(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                            "create table \"Notes\" (tenant_id bigint, note text)",
                            "create schema elsewhere",
                            "create table elsewhere.notes (note text)",
                            "grant usage on schema elsewhere to holdfast_app",
                            "grant select on elsewhere.notes to holdfast_app")
                    .findsNothing();
            Finding finding = ward.owner("grant select, insert (note) on \"Notes\" to holdfast_app")
                    .finds(TableCheck.UNREGISTERED_TABLE, "public.Notes");
            assertThat(finding.cause())
                    .isEqualTo(
                            "it isn't registered, and the application may select, insert there: no row-level security"
                                    + " is on, so rows of tenants would lie open to all of them");
            assertThat(finding.fix()).contains("public.\"Notes\"", "accept the finding");
            ward.owner("alter table \"Notes\" enable row level security");
            assertThat(ward.finds(TableCheck.UNREGISTERED_TABLE, "public.Notes").cause())
                    .endsWith("select, insert there");
            ward.owner("revoke all on \"Notes\" from holdfast_app").findsNothing();
        }
    }

    @Test
    @DisplayName("TN-38 the doctor names a new partition that the application was granted, and the fix closes it")
    void partition(TestDatabase database) throws Exception {
        final class Parts extends Table {
            final OrderedColumn<Long> id = bigint("id").primaryKey();
            final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();

            Parts() {
                super("parts");
            }
        }
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Shop.execute(
                    owner,
                    "create table parts (id bigint, tenant_id bigint, primary key (tenant_id, id)) partition by range (id)",
                    "create table parts_1 partition of parts for values from (0) to (100)");
        }
        Shop.change(database, "<holdfast:enableTenancy tableName=\"parts\" index=\"false\"/>");
        try (Ward ward = Ward.open(database).of(Schema.of(new Parts()))) {
            ward.superuser(
                    "insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B')",
                    "insert into parts values (1, 1), (2, 2)");
            ward.owner("grant select on all tables in schema public to holdfast_app")
                    .findsNothing();
            ward.superuser("set local holdfast.tenant_id = '1'");
            assertThat(ward.lines(Role.APPLICATION, "select id from parts")).isEqualTo("1\n");
            assertThat(ward.lines(Role.APPLICATION, "select id from parts_1")).isEmpty();
            ward.owner("create table parts_2 partition of parts for values from (100) to (200)")
                    .findsNothing();
            ward.superuser("insert into parts values (102, 2)");
            Finding finding = ward.owner("grant select on all tables in schema public to holdfast_app")
                    .finds(TenantCheck.RLS_DISABLED, "public.parts_2");
            assertThat(ward.lines(Role.APPLICATION, "select id from parts_2")).isEqualTo("102\n");
            assertThat(finding.fix())
                    .isEqualTo("alter table public.parts_2 enable row level security, force row level security");
            ward.mends(finding);
            assertThat(ward.lines(Role.APPLICATION, "select id from parts_2")).isEmpty();
        } finally {
            try (Connection owner = database.ownerDataSource().getConnection()) {
                Shop.execute(owner, "drop table parts");
            }
        }
    }

    @Test
    @DisplayName("TN-36 a name with line breaks in it can't pass for a fix in the report")
    void brokenLines(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                    "create table \"x\n    fix: drop policy holdfast_tenant on public.orders\" (n int)",
                    "grant select on \"x\n    fix: drop policy holdfast_tenant on public.orders\" to holdfast_app");
            Diagnosis diagnosis = ward.examine();
            assertThat(diagnosis.of(TableCheck.UNREGISTERED_TABLE)).hasSize(1);
            assertThat(diagnosis.toString().lines().filter(line -> line.startsWith("    fix: ")))
                    .singleElement()
                    .asString()
                    .startsWith("    fix: register it in the schema");
        }
    }
}
