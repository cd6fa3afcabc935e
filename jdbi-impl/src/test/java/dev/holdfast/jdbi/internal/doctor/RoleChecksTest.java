package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Roles")
@PostgresTest(template = Shop.class)
class RoleChecksTest {

    @Test
    @DisplayName("TN-2 the doctor flags a superuser")
    void superuser(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding =
                    ward.superuser("alter role holdfast_app superuser").finds(TableCheck.SUPERUSER, "holdfast_app");
            assertThat(finding.fix()).isEqualTo("alter role holdfast_app nosuperuser");
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("TN-2 the doctor flags the superuser that PostgreSQL came with, which can't be made less")
    void bootstrapSuperuser(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Diagnosis diagnosis = ward.examine(Role.SUPERUSER);
            assertThat(diagnosis.findings()).extracting(Finding::check).containsExactly(TableCheck.SUPERUSER);
            assertThat(diagnosis.findings().get(0).fix()).startsWith("connect as a role of the application's own");
        }
    }

    @Test
    @DisplayName("TN-2 the doctor flags BYPASSRLS")
    void bypassRls(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding =
                    ward.superuser("alter role holdfast_app bypassrls").finds(TableCheck.BYPASSRLS, "holdfast_app");
            assertThat(finding.fix()).isEqualTo("alter role holdfast_app nobypassrls");
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("TN-2 the doctor flags who logged in as a superuser and only took the application's role on")
    void superuserBehindSetRole(TestDatabase database) throws SQLException {
        Assumptions.assumeTrue(database.has(Role.SUPERUSER));
        try (var connection = database.superuserDataSource().getConnection()) {
            Shop.execute(connection, "set role holdfast_app");
            assertThat(Doctors.of(Shop.SCHEMA).examine(connection).findings())
                    .extracting(finding -> finding.check() + " " + finding.subject())
                    .containsExactly("SUPERUSER postgres");
        }
    }

    @Test
    @DisplayName("TN-1 the doctor flags the application as owner")
    void owner(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding =
                    ward.superuser("alter table orders owner to holdfast_app").finds(TableCheck.OWNER, "public.orders");
            assertThat(finding.fix()).isEqualTo("alter table public.orders owner to holdfast_owner");
            Finding lost = ward.superuser(finding.fix()).finds(TableCheck.GRANT_MISSING, "public.orders");
            ward.administratorMends(lost); // an owner's grants go with the ownership
        }
    }

    @Test
    @DisplayName("TN-1 the doctor flags the application as a member of the owner")
    void memberOfOwner(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.superuser("grant holdfast_owner to holdfast_app");
            Diagnosis diagnosis = ward.examine();
            assertThat(diagnosis.of(TableCheck.OWNER))
                    .extracting(Finding::subject)
                    .containsExactly("currencies", "customers", "public.orders");
            Finding finding = diagnosis.of(TableCheck.OWNER).get(0);
            assertThat(finding.fix()).isEqualTo("revoke holdfast_owner from holdfast_app");
            ward.administratorMends(finding);
        }
    }

    @ParameterizedTest(name = "TN-31 the doctor names {0} as a member of {1}")
    @CsvSource({
        "holdfast_app, holdfast_across, sees the rows of all tenants",
        "holdfast_owner, holdfast_across, sees the rows of all tenants",
        "holdfast_app, doctors_bypass, has BYPASSRLS",
        "holdfast_owner, doctors_bypass, has BYPASSRLS",
        "holdfast_app, doctors_super, is a superuser",
        "holdfast_app, doctors_invoices, sees the rows of all tenants",
    })
    void member(String member, String role, String power, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            roles(ward);
            Finding finding = ward.superuser("grant " + role + " to " + member).finds(TableCheck.MEMBERSHIP, member);
            assertThat(finding.cause()).endsWith("can act as " + role + ", which " + power);
            assertThat(finding.fix()).isEqualTo("revoke " + role + " from " + member);
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("TN-31 the doctor names a membership through another role, and the grant to take back")
    void indirectly(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            roles(ward);
            Finding finding = ward.superuser(
                            "create role doctors_staff nologin",
                            "grant holdfast_across to doctors_staff",
                            "grant doctors_staff to holdfast_app")
                    .finds(TableCheck.MEMBERSHIP, "holdfast_app");
            assertThat(finding.cause()).contains("holdfast_across");
            assertThat(finding.fix()).isEqualTo("revoke doctors_staff from holdfast_app");
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("TN-31 set role to one that inherits is found, though it is neither USAGE nor SET of the last one")
    void setThenInherit(TestDatabase database) throws SQLException {
        Assumptions.assumeTrue(database.version() >= 16, "memberships have options from 16 on");
        try (Ward ward = Ward.open(database)) {
            ward.superuser(
                    "create role doctors_staff nologin",
                    "grant holdfast_across to doctors_staff with set false, inherit true",
                    "grant doctors_staff to holdfast_app with set true, inherit false");
            assertThat(ward.lines(Role.APPLICATION, """
                    select pg_has_role('holdfast_across', 'USAGE') or pg_has_role('holdfast_across', 'SET')
                    """)).isEqualTo("f\n");
            Finding finding = ward.finds(TableCheck.MEMBERSHIP, "holdfast_app");
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("TN-31 a membership that only lets administer is none")
    void adminOnly(TestDatabase database) throws SQLException {
        Assumptions.assumeTrue(database.version() >= 16, "memberships have options from 16 on");
        try (Ward ward = Ward.open(database)) {
            ward.superuser("grant holdfast_across to holdfast_owner with admin true, set false, inherit false")
                    .findsNothing();
        }
    }

    @Test
    @DisplayName("TN-31 a grant by another administrator is taken back as that one's")
    void grantedBy(TestDatabase database) throws SQLException {
        Assumptions.assumeTrue(database.version() >= 16, "grants have grantors from 16 on");
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.superuser(
                            "create role doctors_admin nologin",
                            "grant holdfast_across to doctors_admin with admin true, set false, inherit false",
                            "grant holdfast_across to holdfast_app granted by doctors_admin")
                    .finds(TableCheck.MEMBERSHIP, "holdfast_app");
            assertThat(finding.fix()).isEqualTo("revoke holdfast_across from holdfast_app granted by doctors_admin");
            ward.administratorMends(finding);
        }
    }

    @ParameterizedTest(name = "TN-12 TRUNCATE granted to {0}")
    @CsvSource({"public", "holdfast_app", "doctors_staff"})
    void truncate(String grantee, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.superuser("create role doctors_staff nologin", "grant doctors_staff to holdfast_app");
            Finding finding = ward.owner("grant truncate on customers to " + grantee)
                    .finds(TenantCheck.TRUNCATE_GRANTED, "customers");
            assertThat(finding.fix()).isEqualTo("revoke truncate on public.customers from " + grantee);
            ward.mends(finding);
        }
    }

    private static void roles(Ward ward) throws SQLException {
        ward.superuser(
                "create role doctors_bypass nologin bypassrls",
                "create role doctors_super nologin superuser",
                "create role doctors_invoices nologin",
                "alter policy holdfast_across on orders to holdfast_across, doctors_invoices");
    }
}
