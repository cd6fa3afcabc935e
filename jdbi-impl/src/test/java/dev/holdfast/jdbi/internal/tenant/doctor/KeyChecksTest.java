package dev.holdfast.jdbi.internal.tenant.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Acceptance;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Indexes and keys")
@PostgresTest(template = Shop.class)
class KeyChecksTest {

    /** Leaves no index on orders that starts with the tenant. */
    private static final String[] NO_INDEX = {
        "drop index orders_title_idx",
        "drop index orders_customer_id_idx",
        "drop index orders_customer_id_tenant_idx",
        "alter table orders drop constraint orders_pkey, add primary key (id, tenant_id)"
    };

    @ParameterizedTest(name = "no index starts with the tenant, but there is: {0}")
    @ValueSource(
            strings = {
                "create index on orders (gift, tenant_id)",
                "create index on orders (tenant_id) where gift",
                "create index on orders using hash (tenant_id)",
            })
    void tenantIndex(String useless, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.accepting(Acceptance.of(TableCheck.INDEX_MISSING, "public.orders")
                    .because("the declared indexes start with the tenant, too")
                    .by("the test"));
            ward.owner(NO_INDEX).owner(useless);
            Finding finding = ward.finds(TenantCheck.TENANT_INDEX_MISSING, "public.orders");
            assertThat(finding.fix()).isEqualTo("create index orders_tenant_idx on public.orders (tenant_id)");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName(
            "the index has the changelog's name, by which a rollback finds it, and makes room for what has that already")
    void tenantIndexName(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.accepting(Acceptance.of(TableCheck.INDEX_MISSING, "public.orders")
                    .because("the declared indexes start with the tenant, too")
                    .by("the test"));
            ward.owner(NO_INDEX).owner("create sequence orders_tenant_idx");
            Finding finding = ward.finds(TenantCheck.TENANT_INDEX_MISSING, "public.orders");
            assertThat(finding.fix())
                    .matches("create index orders_tenant_idx_[0-9a-f]{8} on public\\.orders \\(tenant_id\\)");
            String second = finding.fix().split(" ")[2];
            ward.owner("create table " + second + " ()");
            assertThat(ward.finds(TenantCheck.TENANT_INDEX_MISSING, "public.orders")
                            .fix())
                    .isEqualTo("create index on public.orders (tenant_id)");
            ward.owner("drop table " + second).mends(finding);
        }
    }

    @Test
    @DisplayName("an invalid index of that name, as a failed concurrent build leaves it, gives way")
    void invalidIndex(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.accepting(Acceptance.of(TableCheck.INDEX_MISSING, "public.orders")
                    .because("the declared indexes start with the tenant, too")
                    .by("the test"));
            ward.owner(NO_INDEX)
                    .owner("create index orders_tenant_idx on orders (tenant_id)")
                    .superuser(
                            "update pg_index set indisvalid = false where indexrelid = 'orders_tenant_idx'::regclass");
            Finding finding = ward.finds(TenantCheck.TENANT_INDEX_MISSING, "public.orders");
            assertThat(finding.fix())
                    .isEqualTo("drop index public.orders_tenant_idx; create index orders_tenant_idx on public.orders"
                            + " (tenant_id)");
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "TN-9 {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table customers add constraint one_address unique (email) | unique constraint one_address",
                "alter table customers add constraint one_address unique nulls not distinct (email) include (version) deferrable | unique constraint one_address",
                "create unique index one_address on customers (email) where version > 1 | unique index one_address",
                "alter table customers add constraint one_address exclude using btree (email with =) | exclusion constraint one_address",
            })
    void unique(String breaking, String key, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(breaking).finds(TenantCheck.UNIQUE_WITHOUT_TENANT, "customers");
            assertThat(finding.cause()).startsWith(key + " counts the rows of all tenants");
            ward.mends(finding);
            assertThat(ward.lines(dev.holdfast.testkit.Role.APPLICATION, """
                    select pg_get_indexdef('one_address'::regclass)
                    """)).contains("(tenant_id, email)");
        }
    }

    @Test
    @DisplayName("TN-9 a primary key without the tenant")
    void primaryKey(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(
                            "alter table orders drop constraint orders_pkey, add constraint orders_pkey primary key (id)")
                    .finds(TenantCheck.UNIQUE_WITHOUT_TENANT, "public.orders");
            assertThat(finding.fix())
                    .isEqualTo("alter table public.orders drop constraint orders_pkey, add constraint orders_pkey"
                            + " PRIMARY KEY (tenant_id, id)");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a key of a table that belongs to no tenant is none of this")
    void shared(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                            "alter table currencies add unique (name)",
                            "alter table orders add column currency text" + " references currencies")
                    .findsNothing();
        }
    }
}
