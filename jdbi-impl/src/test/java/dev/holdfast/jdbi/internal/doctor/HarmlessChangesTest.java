package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.TenantScope;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.TenantIsolation;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link HarmlessFixesTest}, with the fixes that are Liquibase changes, each on a copy, under attack of the testkit. */
@DisplayName("Fixes do no harm, as Liquibase changes")
@Tag("liquibase")
@PostgresTest(template = Shop.class)
class HarmlessChangesTest {

    private static final Seeders SEEDERS = Seeders.of()
            .table(Shop.CUSTOMERS, HarmlessChangesTest::customer)
            .table(Shop.ORDERS, HarmlessChangesTest::order);

    @ParameterizedTest(name = "TN-36 {0}")
    @ValueSource(
            strings = {
                "drop policy holdfast_tenant on orders; drop policy holdfast_access on orders;"
                        + " drop policy holdfast_across on orders; drop policy holdfast_owner on orders;"
                        + " alter table orders disable row level security, no force row level security;"
                        + " alter table orders drop constraint orders_tenant_fkey, alter tenant_id drop default;"
                        + " drop trigger zz_holdfast_tenant_fixed on orders",
                "alter table orders drop constraint orders_customer_id_fkey;"
                        + " drop index orders_customer_id_tenant_idx;"
                        + " alter table customers add constraint customers_id_key unique (id);"
                        + " alter table orders add constraint orders_customer_id_fkey foreign key (customer_id)"
                        + " references customers (id)",
            })
    void closed(String breaking, TestDatabase database) throws Exception {
        assumeThat(database.has(Role.SUPERUSER)).isTrue();
        String stranger = "doctors_login_" + Long.toHexString(System.nanoTime());
        try (TestDatabase broken = copy(database)) {
            superuser(broken, "create role " + stranger + " login", breaking);
            for (String role : List.of("holdfast_app", "holdfast_owner", "holdfast_across", stranger)) {
                for (String fix : changes(broken, role)) {
                    try (TestDatabase copy = copy(broken)) {
                        Set<String> before = breaches(copy);
                        Shop.change(copy, fix);
                        assertThat(before).as(role + ", after " + fix).containsAll(breaches(copy));
                        if (fix.contains("enableTenancy")) {
                            assertThat(before).isNotEmpty();
                            assertThat(breaches(copy)).isEmpty();
                        }
                    }
                }
            }
            assertThat(changes(broken, "holdfast_app")).isNotEmpty();
        } finally {
            superuser(database, "drop role " + stranger);
        }
    }

    private static List<String> changes(TestDatabase database, String role) throws SQLException {
        try (Connection connection = database.superuserDataSource().getConnection()) {
            Shop.execute(connection, "set session authorization " + role);
            Diagnosis diagnosis = Doctors.of(Shop.SCHEMA).examine(connection);
            Shop.execute(connection, "reset session authorization");
            return diagnosis.findings().stream()
                    .map(Finding::fix)
                    .filter(fix -> fix.startsWith("<"))
                    .distinct()
                    .toList();
        }
    }

    /** Nobody may be connected to a database that is copied. */
    private static TestDatabase copy(TestDatabase database) throws SQLException {
        database.closeIdleConnections();
        String name = database.name() + "_copy" + Long.toHexString(System.nanoTime() & 0xffffff);
        TestDatabase copy = database.server().createDatabase(name);
        try (TestDatabase elsewhere = database.server().createDatabase(name + "_w")) {
            superuser(
                    elsewhere,
                    "drop database " + name,
                    "create database " + name + " template " + database.name() + " owner holdfast_owner");
        }
        return copy;
    }

    /** What the testkit gets through to, as the application's real role. */
    private static Set<String> breaches(TestDatabase database) throws SQLException {
        superuser(
                database,
                "truncate orders, customers cascade",
                "insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B') on conflict do nothing");
        JdbiHoldfast holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Shop.SCHEMA)
                .json(new Jackson3Json())
                .build();
        Set<String> breaches = TenantIsolation.of(holdfast, database.applicationDataSource())
                .between(1, 2)
                .tryAll(Shop.SCHEMA, SEEDERS)
                .failures()
                .stream()
                .map(HarmlessChangesTest::named)
                .collect(Collectors.toCollection(TreeSet::new));
        superuser(database, "truncate orders, customers cascade"); // what got through would be in a fix's way
        return breaches;
    }

    private static String named(Entry entry) {
        return entry.table() + " " + entry.attempt() + " " + entry.way() + " " + entry.outcome();
    }

    private static Object customer(TenantScope scope) {
        UUID id = UUID.randomUUID();
        scope.insertInto(Shop.CUSTOMERS, row -> row.set(Shop.CUSTOMERS.id, id)
                        .set(Shop.CUSTOMERS.email, id + "@shop.test"))
                .execute();
        return id;
    }

    private static Object order(TenantScope scope) {
        UUID customer = (UUID) customer(scope);
        return scope.insertInto(Shop.ORDERS, row -> row.set(Shop.ORDERS.customerId, customer)
                        .set(Shop.ORDERS.title, "of " + customer)
                        .set(Shop.ORDERS.state, Shop.State.OPEN)
                        .set(Shop.ORDERS.tags, List.of())
                        .set(Shop.ORDERS.extra, Map.of()))
                .returning()
                .one();
    }

    private static void superuser(TestDatabase database, String... sql) throws SQLException {
        try (Connection connection = database.superuserDataSource().getConnection()) {
            Shop.execute(connection, sql);
        }
    }
}
