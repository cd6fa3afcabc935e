package dev.holdfast.jdbi.internal.tenant.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the doctor says of an index is compared with what the planner does with it, for the owner and the application.
 */
@DisplayName("Indexes that row-level security switches off")
@PostgresTest(template = Shop.class)
class IndexChecksTest {

    @ParameterizedTest(name = "TN-23 the doctor names {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "using gin (tags) | tags @> array['x']",
                "using gin (extra) | extra @> '{}'",
                "using gin (extra jsonb_path_ops) | extra @> '{\"a\": 1}'",
                "using gin (to_tsvector('english', title)) | to_tsvector('english', title) @@ 'x'::tsquery",
                "using gist (to_tsvector('english', title)) | to_tsvector('english', title) @@ 'x'::tsquery",
                "(tenant_id, lower(title)) | lower(title) = 'x'",
                "(lower(title)) | lower(title) = 'x'",
                "(((extra ->> 'a'))) | extra ->> 'a' = 'x'",
                "(tenant_id, state) | state = 'OPEN'",
                "(tenant_id, total) | total = 1",
                "(tenant_id, tags) | tags = '{x}'",
                "using hash (state) | state = 'OPEN'",
                "(tenant_id, (coalesce(rank, 0))) | coalesce(rank, 0) = 1",
                "(tenant_id, (rank::smallint)) | rank::smallint = 1",
            })
    void switchedOff(String index, String condition, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("alter table orders add column rank integer", "create index probe on orders " + index);
            Finding finding = ward.finds(TenantCheck.INDEX_SWITCHED_OFF, "public.orders");
            assertThat(finding.cause()).startsWith("index probe can't be searched by ");
            assertThat(isSearched(ward, Role.SUPERUSER, condition))
                    .as("by a superuser")
                    .isTrue();
            assertThat(isSearched(ward, Role.APPLICATION, condition))
                    .as("by the application")
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "TN-23 the doctor leaves {0} alone")
    @CsvSource(
            delimiter = '|',
            value = {
                "(tenant_id, title) | title = 'x'",
                "(tenant_id, title text_pattern_ops) | title ^@ 'x'",
                "using spgist (title) | title ^@ 'x'",
                "(tenant_id, gift, length) | length = 1",
                "using brin (length) | length = 1",
                "(tenant_id, (length::bigint)) | length::bigint = 1",
                "((customer_id is null), tenant_id) | (customer_id is null) = true",
            })
    void usable(String index, String condition, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("create index probe on orders " + index).findsNothing();
            assertThat(isSearched(ward, Role.APPLICATION, condition)).isTrue();
        }
    }

    @Test
    @DisplayName("TN-23 trigrams: that their index knows = doesn't make like and similarity leakproof")
    void trigrams(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            assumeTrue(
                    ward.lines(Role.SUPERUSER, "select name from pg_available_extensions where name = 'pg_trgm'")
                            .contains("pg_trgm"),
                    "this PostgreSQL has no pg_trgm");
            ward.superuser("create extension pg_trgm")
                    .owner("create index probe on orders using gin (title gin_trgm_ops)")
                    .finds(TenantCheck.INDEX_SWITCHED_OFF, "public.orders");
            assertThat(isSearched(ward, Role.APPLICATION, "title like '%xyz%'")).isFalse();
        }
    }

    @ParameterizedTest(name = "the fix of an expression stores it: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "create index probe on orders (tenant_id, lower(title)) | lower_value = 'x'",
                "create unique index probe on orders (tenant_id, lower(title)) | lower_value = 'x'",
                "create unique index probe on orders (tenant_id, lower(title)) where gift | lower_value = 'x' and gift",
                "create index probe on orders (tenant_id, (extra ->> 'a'), length) | expr_value = 'x'",
            })
    void storedExpression(String index, String condition, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner(index).finds(TenantCheck.INDEX_SWITCHED_OFF, "public.orders");
            ward.mends(finding);
            assertThat(plan(ward, Role.APPLICATION, condition))
                    .contains("_value_", "Index Cond", condition.split(" ")[0]);
            if (index.endsWith(" where gift")) {
                assertThat(ward.indexes("orders")).containsPattern("UNIQUE INDEX .*lower_value\\) WHERE gift");
            }
        }
    }

    @Test
    @DisplayName("the fix of an enum is text, by a statement and by the table object")
    void enumAsText(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            Finding finding = ward.owner("create index probe on orders (tenant_id, state)")
                    .finds(TenantCheck.INDEX_SWITCHED_OFF, "public.orders");
            assertThat(finding.fix()).endsWith("-- and declare enumAsText");
            ward.owner(finding.fix());
            assertThat(ward.finds(TableCheck.DRIFT, "public.orders").cause()).contains("state is text");
        }
    }

    @Test
    @DisplayName("the fix of a numeric column and of a search lets the index go")
    void dropped(TestDatabase database) throws SQLException {
        for (String index : new String[] {"(tenant_id, total)", "using gin (tags)"}) {
            try (Ward ward = Ward.open(database)) {
                Finding finding = ward.owner("create index probe on orders " + index)
                        .finds(TenantCheck.INDEX_SWITCHED_OFF, "public.orders");
                assertThat(finding.fix()).startsWith("drop index public.probe -- and ");
                ward.mends(finding);
            }
        }
    }

    @Test
    @DisplayName("a function of a role with a policy of its own, as the fix says, makes the index useful: no finding")
    void definer(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner("create index probe on orders using gin (tags)")
                    .superuser(
                            "create role doctors_search nologin",
                            "grant select on orders to doctors_search",
                            "create policy search on orders for select to doctors_search using (true)")
                    .finds(TenantCheck.INDEX_SWITCHED_OFF, "public.orders");
            ward.superuser("""
                            create function orders_tagged(tag text) returns setof bigint
                                language sql stable security definer set search_path = pg_catalog, pg_temp
                                return 1
                            """, "alter function orders_tagged owner to doctors_search")
                    .findsNothing();
            ward.superuser("set local enable_seqscan = off", "set local role doctors_search");
            assertThat(ward.explain("select id from orders where tags @> array['x']"))
                    .contains("probe");
        }
    }

    @ParameterizedTest(name = "a constraint keeps its use: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "create unique index probe on orders (tenant_id, customer_id, state)",
                "alter table orders add constraint probe exclude using btree (tenant_id with =, total with =)",
            })
    void constraints(String index, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(index).findsNothing();
        }
    }

    /** Whether the index is searched by the condition, where there is no other index to prefer. */
    private static boolean isSearched(Ward ward, Role role, String condition) throws SQLException {
        ward.superuser("alter table orders drop constraint if exists orders_pkey")
                .superuser(
                        "drop index if exists orders_title_idx, orders_customer_id_idx, orders_customer_id_tenant_idx");
        String searched = plan(ward, role, condition)
                .lines()
                .filter(line -> line.contains("Index Cond"))
                .collect(Collectors.joining())
                .replaceAll("tenant_id = [^)]*\\)", "");
        return searched.matches(".*(title|tags|extra|state|total|length|customer_id|rank).*");
    }

    private static String plan(Ward ward, Role role, String condition) throws SQLException {
        ward.superuser("set local enable_seqscan = off", "set local holdfast.tenant_id = '1'");
        if (role == Role.APPLICATION) {
            ward.as(role);
        }
        return ward.explain("select id from orders where " + condition);
    }
}
