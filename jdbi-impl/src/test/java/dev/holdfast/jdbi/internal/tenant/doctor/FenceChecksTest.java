package dev.holdfast.jdbi.internal.tenant.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Row-level security and policies")
@PostgresTest(template = Shop.class)
class FenceChecksTest {

    private static final String TENANT = "(select nullif(current_setting('holdfast.tenant_id', true), '')::bigint)";

    @Test
    @DisplayName("row-level security that isn't enabled")
    void disabled(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner("alter table customers disable row level security")
                    .finds(TenantCheck.RLS_DISABLED, "customers");
            assertThat(finding.fix()).isEqualTo("alter table public.customers enable row level security");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("TN-1 the doctor flags row-level security that isn't forced on the owner")
    void notForced(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner("alter table customers no force row level security")
                    .finds(TenantCheck.RLS_NOT_FORCED, "customers");
            assertThat(finding.cause()).contains("holdfast_owner");
            assertThat(finding.fix()).isEqualTo("alter table public.customers force row level security");
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "no restrictive policy that holds the tenant: {0}")
    @ValueSource(
            strings = {
                "drop policy holdfast_tenant on orders",
                "alter policy holdfast_tenant on orders to holdfast_across",
                "alter policy holdfast_tenant on orders using (true) with check (true)",
                "alter policy holdfast_tenant on orders using (tenant_id is not null) with check (tenant_id is not null)",
                "alter policy holdfast_tenant on orders using (tenant_id = tenant_id) with check (tenant_id = 1)",
                "alter policy holdfast_tenant on orders using (tenant_id = (select coalesce(nullif(current_setting("
                        + "'holdfast.tenant_id', true), '')::bigint, tenant_id)))",
                "alter policy holdfast_tenant on orders using (tenant_id = " + TENANT
                        + " or gift) with check (tenant_id = " + TENANT + ")",
            })
    void policyMissing(String breaking, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(breaking).finds(TenantCheck.POLICY_MISSING, "public.orders");
            assertThat(finding.cause()).endsWith("on select, update, delete");
            boolean anothers = breaking.endsWith(" to holdfast_across");
            assertThat(finding.fix())
                    .contains("create policy holdfast_tenant" + (anothers ? "_2" : "")
                            + " on public.orders as restrictive for all to holdfast_app");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("policies for each command do as well as one for all, and one that is left out is named")
    void commands(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("drop policy holdfast_tenant on orders");
            for (String command : new String[] {"select", "delete"}) {
                ward.owner("create policy own_" + command + " on orders as restrictive for " + command
                        + " to public using (gift and tenant_id = " + TENANT + ")");
            }
            ward.owner("create policy own_insert on orders as restrictive for insert to holdfast_app with check ("
                    + TENANT + " = tenant_id)");
            assertThat(ward.finds(TenantCheck.POLICY_MISSING, "public.orders").cause())
                    .endsWith("on update");
            ward.owner(
                            "create policy own_update on orders as restrictive for update to holdfast_app using (tenant_id = "
                                    + TENANT + ")")
                    .findsNothing();
            ward.owner("drop policy own_insert on orders");
            Finding finding = ward.finds(TenantCheck.WITH_CHECK_MISSING, "public.orders");
            assertThat(finding.cause()).contains("no restrictive policy covers insert");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("no permissive policy: the application has no rows")
    void noAccess(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner("drop policy holdfast_access on orders")
                    .finds(TenantCheck.POLICY_MISSING, "public.orders");
            assertThat(finding.cause()).startsWith("no permissive policy");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a check weaker than the condition for reading")
    void withCheckTrue(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner("alter policy holdfast_tenant on orders with check (true)")
                    .finds(TenantCheck.WITH_CHECK_MISSING, "public.orders");
            assertThat(finding.cause()).contains("holdfast_tenant", "with check (true)");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a policy without WITH CHECK is no finding: PostgreSQL takes USING for it")
    void checkLeftOut(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                            "drop policy holdfast_tenant on orders",
                            "create policy holdfast_tenant on orders as restrictive for all to holdfast_app"
                                    + " using (tenant_id = " + TENANT + ")")
                    .findsNothing();
        }
    }

    @Test
    @DisplayName("TN-25 the doctor flags a second broad policy for the application")
    void secondPermissive(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner("create policy gifts on orders to holdfast_app using (gift)")
                    .finds(TenantCheck.POLICY_BROAD, "public.orders");
            assertThat(finding.fix()).startsWith("drop policy gifts on public.orders");
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "TN-25 the doctor flags a broad policy to {0}")
    @ValueSource(strings = {"public", "doctors_reporting"})
    void broad(String role, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.superuser("create role doctors_reporting login");
            Finding finding = ward.owner("create policy reporting on orders for select to " + role + " using (true)")
                    .finds(TenantCheck.POLICY_BROAD, "public.orders");
            assertThat(finding.cause())
                    .isEqualToIgnoringCase("policy reporting shows the rows of all tenants to " + role);
            assertThat(finding.fix()).isEqualTo("drop policy reporting on public.orders");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a policy to another role is none of that where it has the tenant, or a restrictive one has it")
    void held(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.superuser("create role doctors_reporting login")
                    .owner("create policy reporting on orders to doctors_reporting using (tenant_id = " + TENANT + ")")
                    .findsNothing();
            ward.owner(
                            "alter policy reporting on orders using (true)",
                            "alter policy holdfast_tenant on orders to holdfast_app, doctors_reporting")
                    .findsNothing();
        }
    }

    @Test
    @DisplayName("a policy to a role that nobody can act as is a function's; a member makes it broad")
    void sealed(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.superuser("create role doctors_search nologin")
                    .owner("create policy search on orders for select to doctors_search using (true)")
                    .findsNothing();
            ward.superuser("create role doctors_staff login", "grant doctors_search to doctors_staff")
                    .finds(TenantCheck.POLICY_BROAD, "public.orders");
        }
    }

    @ParameterizedTest(name = "TN-5 TN-22 a policy that reads {0}")
    @ValueSource(
            strings = {
                "current_setting('holdfast.tenant_id')::bigint",
                "current_setting('holdfast.tenant_id', true)::bigint",
                "(select current_setting('holdfast.tenant_id', true)::bigint)",
                "(select nullif(current_setting('holdfast.tenant_id', false), '')::bigint)",
                "nullif(current_setting('holdfast.tenant_id', true), '')::bigint",
            })
    void bareSetting(String expression, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner("alter policy holdfast_tenant on orders using (tenant_id = " + expression
                            + ") with check (tenant_id = " + expression + ")")
                    .finds(TenantCheck.BARE_SETTING, "public.orders");
            assertThat(finding.cause()).startsWith("policy holdfast_tenant reads a setting in a way that ");
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "TN-5 a default that reads {0}")
    @ValueSource(
            strings = {
                "current_setting('holdfast.tenant_id')::bigint",
                "current_setting('holdfast.tenant_id', true)::bigint",
            })
    void bareDefault(String expression, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner("alter table orders alter column tenant_id set default " + expression)
                    .finds(TenantCheck.BARE_SETTING, "public.orders");
            assertThat(finding.cause()).startsWith("the default of column tenant_id");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a partition that the application reaches by its own name needs a fence of its own")
    void partition(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                            "create table orders_elsewhere () inherits (orders)",
                            "alter table orders_elsewhere force row level security")
                    .findsNothing();
            ward.owner("grant select on orders_elsewhere to holdfast_app");
            Diagnosis diagnosis = ward.examine();
            assertThat(diagnosis.findings())
                    .extracting(finding -> finding.check() + " " + finding.subject())
                    .containsExactly("RLS_DISABLED public.orders_elsewhere");
            ward.mends(diagnosis.findings().get(0));
            ward.owner("create policy open on orders_elsewhere to holdfast_app using (true)")
                    .finds(TenantCheck.POLICY_MISSING, "public.orders_elsewhere");
        }
    }

    @ParameterizedTest(name = "TN-38 a partition of which the application was granted one column to {0}")
    @ValueSource(strings = {"select (title)", "update (title)", "insert (title)"})
    void partitionByColumn(String right, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(
                            "create table orders_elsewhere () inherits (orders)",
                            "grant " + right + " on orders_elsewhere to holdfast_app")
                    .finds(TenantCheck.RLS_DISABLED, "public.orders_elsewhere");
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "TN-40 an owner that FORCE binds without a word: {0}")
    @ValueSource(
            strings = {
                "drop policy holdfast_owner on orders",
                "alter policy holdfast_owner on orders to doctors_owner",
                "drop policy holdfast_owner on orders; create policy holdfast_owner on orders to doctors_owner"
                        + " using (tenant_id = (select 1 + random()::int))",
            })
    void ownerNotTold(String breaking, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.superuser("create role doctors_owner nologin").owner(breaking);
            Finding finding = ward.finds(TenantCheck.OWNER_NOT_TOLD, "public.orders");
            assertThat(finding.cause()).contains("the owner holdfast_owner", "without a word");
            ward.mends(finding);
            ward.superuser("insert into holdfast.tenants (id, name) values (1, 'A')");
            ward.superuser(
                    "insert into orders (tenant_id, title, state, tags, extra) values (1, 'x', 'OPEN', '{}', '{}')");
            assertThatThrownBy(() -> ward.owner("update orders set title = 'y'"))
                    .hasMessageContaining("Row-level security is forced on public.orders for its owner");
        }
    }

    @Test
    @DisplayName("an owner with a policy of its own, or that no policy binds, need not be told")
    void ownerKnows(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                            "drop policy holdfast_owner on orders",
                            "create policy own on orders to holdfast_owner using (tenant_id = " + TENANT + ")")
                    .findsNothing();
            ward.owner("drop policy own on orders")
                    .superuser("alter table orders owner to postgres")
                    .findsNothing();
        }
    }
}
