package dev.holdfast.jdbi.internal.tenant.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.internal.doctor.DeclaredChanges;
import dev.holdfast.jdbi.internal.doctor.Doctors;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Fixes that are Liquibase changes")
@PostgresTest(template = Shop.class)
class LiquibaseFixTest {

    @ParameterizedTest(name = "TN-8 a foreign key without the tenant, on delete {0}")
    @CsvSource({"no action", "restrict", "cascade", "set null"})
    void foreignKey(String action, TestDatabase database) throws Exception {
        owner(database, "alter table orders drop constraint orders_customer_id_fkey");
        owner(database, "drop index orders_customer_id_tenant_idx");
        owner(database, "alter table customers add constraint customers_id_key unique (id)");
        owner(
                database,
                "alter table orders add constraint orders_customer_id_fkey foreign key (customer_id) references"
                        + " customers (id) on delete " + action);
        Diagnosis diagnosis = examine(database);
        assertThat(diagnosis.of(TenantCheck.UNIQUE_WITHOUT_TENANT)).hasSize(1);
        Finding finding = diagnosis.of(TenantCheck.FOREIGN_KEY_WITHOUT_TENANT).get(0);
        assertThat(finding.subject()).isEqualTo("public.orders");
        assertThat(finding.fix())
                .startsWith("<dropForeignKeyConstraint ")
                .contains("<holdfast:addTenantForeignKey ", "onDelete=\"" + action + "\"");
        DeclaredChanges.of(Shop.SCHEMA).agreeWith(finding.fix(), action.equals("restrict") ? "" : "onDelete");
        Shop.change(database, finding.fix());
        owner(database, "alter table customers drop constraint customers_id_key");
        assertThat(examine(database)).hasToString("3 tables, nothing to mend");
    }

    @Test
    @DisplayName("a table without any fence: enableTenancy with the properties it needs")
    void bareTable(TestDatabase database) throws Exception {
        for (String policy : new String[] {"tenant", "access", "across", "owner"}) {
            owner(database, "drop policy holdfast_" + policy + " on orders");
        }
        owner(database, "alter table orders disable row level security, no force row level security");
        owner(database, "alter table orders drop constraint orders_tenant_fkey, alter tenant_id drop default");
        owner(database, "drop trigger zz_holdfast_tenant_fixed on orders");
        Diagnosis diagnosis = examine(database);
        assertThat(diagnosis.findings())
                .extracting(Finding::check)
                .containsExactly(
                        TableCheck.DRIFT,
                        TenantCheck.RLS_DISABLED,
                        TenantCheck.RLS_NOT_FORCED,
                        TenantCheck.POLICY_MISSING);
        String fix = diagnosis.of(TenantCheck.RLS_DISABLED).get(0).fix();
        assertThat(fix)
                .isEqualTo("<holdfast:enableTenancy schemaName=\"public\" tableName=\"orders\""
                        + " tenantColumn=\"tenant_id\" tenantType=\"bigint\" index=\"false\"/>");
        assertThat(diagnosis.of(TenantCheck.POLICY_MISSING).get(0).fix()).isEqualTo(fix);
        DeclaredChanges.of(Shop.SCHEMA).agreeWith(fix);
        Shop.change(database, fix);
        assertThat(examine(database)).hasToString("3 tables, nothing to mend");
    }

    private static Diagnosis examine(TestDatabase database) throws Exception {
        try (Connection application = database.applicationDataSource().getConnection()) {
            return Doctors.of(Shop.SCHEMA).examine(application);
        }
    }

    private static void owner(TestDatabase database, String sql) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Shop.execute(owner, sql);
        }
    }
}
