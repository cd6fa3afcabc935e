package dev.holdfast.jdbi.internal.tenant.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Views")
@PostgresTest(template = Shop.class)
class ViewChecksTest {

    private static final String TENANT = "(select nullif(current_setting('holdfast.tenant_id', true), '')::bigint)";

    @ParameterizedTest(name = "TN-13 the doctor names a view with its owner's rights, granted {0}")
    @ValueSource(strings = {"select", "select (title)", "update"})
    void ownersRights(String privilege, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("create view titles as select tenant_id, title from orders")
                    .findsNothing();
            Finding finding = ward.owner("grant " + privilege + " on titles to holdfast_app")
                    .finds(TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER, "public.titles");
            assertThat(finding.cause()).contains("rights of its owner holdfast_owner");
            assertThat(finding.fix()).isEqualTo("alter view public.titles set (security_invoker = true)");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName(
            "TN-13 the view that the doctor names shows all tenants' rows where its owner sees them; the fix ends that")
    void leak(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            twoTenants(ward);
            ward.superuser("create view titles as select title from orders", "grant select on titles to holdfast_app");
            String titles = "select title from titles order by title";
            assertThat(ward.lines(Role.APPLICATION, titles)).isEqualTo("of 1\nof 2\n");
            Finding finding = ward.finds(TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER, "public.titles");
            ward.administratorMends(finding);
            ward.superuser("set local holdfast.tenant_id = '1'");
            assertThat(ward.lines(Role.APPLICATION, titles)).isEqualTo("of 1\n");
        }
    }

    @Test
    @DisplayName(
            "TN-13 a view over a view with the invoker's rights reads with the application's: no finding, and no leak")
    void overInvoker(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            twoTenants(ward);
            ward.superuser(
                            "create view inner_titles with (security_invoker) as select title from orders",
                            "create view titles as select title from inner_titles",
                            "grant select on titles to holdfast_app")
                    .findsNothing();
            ward.superuser("set local holdfast.tenant_id = '1'");
            assertThat(ward.lines(Role.APPLICATION, "select title from titles")).isEqualTo("of 1\n");
        }
    }

    @Test
    @DisplayName("TN-13 the view below one that the application may use is the one to mend")
    void below(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            twoTenants(ward);
            ward.superuser(
                    "create view inner_titles as select title from orders",
                    "create view titles as select title from inner_titles",
                    "grant select on titles to holdfast_app");
            String titles = "select title from titles order by title";
            assertThat(ward.lines(Role.APPLICATION, titles)).isEqualTo("of 1\nof 2\n");
            Finding finding = ward.finds(TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER, "public.inner_titles");
            assertThat(finding.cause()).endsWith("which may use it through public.titles");
            ward.administratorMends(finding);
            ward.superuser("set local holdfast.tenant_id = '1'");
            assertThat(ward.lines(Role.APPLICATION, titles)).isEqualTo("of 1\n");
        }
    }

    @Test
    @DisplayName("TN-13 a view that has the invoker's rights, over one that hasn't")
    void underInvoker(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(
                            "create view inner_titles as select title from orders",
                            "create view titles with (security_invoker = on) as select title from inner_titles",
                            "grant select on titles, inner_titles to public")
                    .finds(TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER, "public.inner_titles");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("views that read no tenant's table, or that the application can't read, are none of this")
    void harmless(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                            "create view codes as select code from currencies",
                            "grant select on codes to holdfast_app",
                            "create view titles as select title from orders",
                            "grant select on titles to holdfast_across")
                    .findsNothing();
        }
    }

    @ParameterizedTest(name = "TN-14 the doctor names a materialized view granted to {0}")
    @ValueSource(strings = {"holdfast_app", "public"})
    void materialized(String grantee, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("create materialized view per_day as select tenant_id, count(*) from orders group by 1")
                    .findsNothing();
            Finding finding = ward.owner("grant select on per_day to " + grantee)
                    .finds(TenantCheck.MATERIALIZED_VIEW, "public.per_day");
            assertThat(finding.fix()).startsWith("revoke all on public.per_day from " + grantee);
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("TN-14 a view over a materialized one has to look at the tenant itself")
    void overMaterialized(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                    "create view all_orders as select * from orders",
                    "create materialized view per_day as select tenant_id, count(*) from all_orders group by 1",
                    "create view counts as select * from per_day",
                    "create view own_counts with (security_barrier) as select * from per_day where tenant_id = "
                            + TENANT,
                    "grant select on counts, own_counts to holdfast_app");
            Finding finding = ward.finds(TenantCheck.MATERIALIZED_VIEW, "public.counts");
            assertThat(finding.cause()).contains("reads a materialized view");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("TN-14 a view that looks at the tenant may read one over a materialized view that doesn't")
    void aboveThat(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                            "create materialized view per_day as select tenant_id, count(*) from orders group by 1",
                            "create view counts as select * from per_day",
                            "create view own_counts as select * from counts where tenant_id = " + TENANT,
                            "create view some_counts as select * from counts",
                            "grant select on own_counts to holdfast_app")
                    .findsNothing();
            ward.mends(ward.owner("grant select on some_counts to holdfast_app")
                    .finds(TenantCheck.MATERIALIZED_VIEW, "public.some_counts"));
        }
    }

    @Test
    @DisplayName("TN-14 the fix of a materialized view and of the view over it, one after the other")
    void both(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                    "create materialized view per_day as select tenant_id, count(*) from orders group by 1",
                    "create view counts as select * from per_day",
                    "grant select on per_day, counts to holdfast_app");
            Diagnosis diagnosis = ward.examine();
            assertThat(diagnosis.of(TenantCheck.MATERIALIZED_VIEW))
                    .extracting(Finding::subject)
                    .containsExactly("public.counts", "public.per_day");
            for (Finding finding : diagnosis.findings()) {
                ward.owner(finding.fix());
            }
            ward.findsNothing();
        }
    }

    private static void twoTenants(Ward ward) throws SQLException {
        ward.superuser("insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B')");
        for (int tenant = 1; tenant <= 2; tenant++) {
            ward.superuser("insert into orders (tenant_id, title, state, tags, extra) values (" + tenant + ", 'of "
                    + tenant + "', 'OPEN', '{}', '{}')");
        }
    }
}
