package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.internal.event.doctor.EventExamination;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every fix that is SQL, of every database that the doctor's tests break, as every role that may connect: none opens what was
 * closed. {@link HarmlessChangesTest} does the same with those that are Liquibase changes.
 */
@Order(1)
@DisplayName("Fixes do no harm")
@PostgresTest(template = Shop.class)
class HarmlessFixesTest {

    private static final String TENANT = "(select nullif(current_setting('holdfast.tenant_id', true), '')::bigint)";

    /** How the role that the doctor connects as comes into the session, after these statements of a superuser. */
    private enum Connecting {
        APPLICATION("holdfast_app"),
        OWNER("holdfast_owner"),
        ACROSS("holdfast_across"),
        STRANGER("doctors_stranger", "create role doctors_stranger login"),
        STRANGER_WITH_GRANTS(
                "doctors_stranger",
                "create role doctors_stranger login",
                "grant select, insert, update, delete on all tables in schema public to doctors_stranger"),
        MEMBER_OF_ANOTHER(
                "doctors_member",
                "create role doctors_member login",
                "create role doctors_others nologin",
                "grant doctors_others to doctors_member",
                "grant select on customers, orders to doctors_others"),
        MEMBER_OF_ACROSS(
                "doctors_member", "create role doctors_member login", "grant holdfast_across to doctors_member"),
        MEMBER("doctors_member", "create role doctors_member login", "grant holdfast_app to doctors_member"),
        SUPERUSER("postgres");

        final String role;
        final String[] preparing;

        Connecting(String role, String... preparing) {
            this.role = role;
            this.preparing = preparing;
        }
    }

    static List<String> breaking() {
        List<String> all = new ArrayList<>(List.of(
                "select 1",
                "drop policy holdfast_tenant on orders",
                "drop policy holdfast_tenant on orders; drop policy holdfast_access on orders",
                "drop policy holdfast_tenant on orders; drop policy holdfast_access on orders;"
                        + " drop policy holdfast_across on orders",
                "drop policy holdfast_tenant on orders; drop policy holdfast_access on orders;"
                        + " drop policy holdfast_across on orders; alter table orders disable row level security",
                "drop policy holdfast_access on orders",
                "alter policy holdfast_tenant on orders to holdfast_across",
                "alter policy holdfast_tenant on orders to holdfast_app, holdfast_across",
                "alter policy holdfast_tenant on orders to public",
                "alter policy holdfast_tenant on orders using (true) with check (true)",
                "alter policy holdfast_tenant on orders to public using (gift) with check (true)",
                "alter policy holdfast_tenant on orders using (tenant_id is not null) with check (tenant_id is not null)",
                "alter policy holdfast_tenant on orders using (tenant_id = tenant_id) with check (tenant_id = 1)",
                "alter policy holdfast_tenant on orders using (tenant_id = (select coalesce("
                        + "nullif(current_setting('holdfast.tenant_id', true), '')::bigint, tenant_id)))",
                "drop policy holdfast_owner on orders",
                "drop policy holdfast_owner on orders; drop policy holdfast_tenant on orders",
                "alter policy holdfast_tenant on orders with check (true)",
                "alter policy holdfast_tenant on orders to holdfast_app, holdfast_across with check (true)",
                "alter policy holdfast_access on orders to public",
                "create policy gifts on orders to holdfast_app using (gift)",
                "create policy reporting on orders for select to public using (true)",
                "create policy holdfast_tenant_2 on orders to holdfast_across using (true)",
                "alter table customers disable row level security",
                "alter table customers no force row level security",
                "alter table orders alter column tenant_id set default current_setting('holdfast.tenant_id')::bigint",
                "alter table orders alter column tenant_id drop default",
                "grant truncate on customers to public",
                "revoke all on customers from holdfast_app",
                "revoke all on customers from holdfast_app; drop policy holdfast_tenant on customers",
                "revoke all on customers from holdfast_app; alter table customers disable row level security",
                "create table orders_elsewhere () inherits (orders); grant select on orders_elsewhere to holdfast_app;"
                        + " insert into orders_elsewhere (id, tenant_id, title, state, tags, extra)"
                        + " values (99, 2, 'x', 'OPEN', '{}', '{}')",
                "create table notes (tenant_id bigint, note text); grant select on notes to holdfast_app",
                "create view titles as select tenant_id, title from orders; grant select on titles to holdfast_app",
                "create materialized view per_day as select tenant_id, count(*) from orders group by 1;"
                        + " grant select on per_day to public",
                "alter table customers add constraint one_address unique (email)",
                "create unique index one_address on customers (email)",
                "alter table orders drop constraint orders_pkey, add constraint orders_pkey primary key (id)",
                "create index probe on orders (tenant_id, lower(title))",
                "create index probe on orders using gin (tags)",
                "create index probe on orders (tenant_id, state)",
                "alter table orders drop column gift",
                "alter table orders drop column length",
                "alter table orders drop column title cascade",
                "alter table customers alter email type varchar(100)",
                "alter table customers alter created_at drop not null",
                "alter table currencies add column symbol text not null default ''",
                "alter table orders alter state type text using state::text",
                "alter table orders owner to holdfast_app",
                "grant holdfast_owner to holdfast_app",
                "grant holdfast_across to holdfast_app",
                "alter role holdfast_app bypassrls"));
        for (String setting : List.of(
                "current_setting('holdfast.tenant_id')::bigint",
                "current_setting('holdfast.tenant_id', true)::bigint",
                "nullif(current_setting('holdfast.tenant_id', true), '')::bigint")) {
            all.add("alter policy holdfast_tenant on orders using (tenant_id = " + setting
                    + ") with check (tenant_id = " + setting + ")");
        }
        all.add("alter policy holdfast_tenant on orders using (current_setting('holdfast.tenant_id', true) is null or"
                + " tenant_id = " + TENANT + ") with check (tenant_id = " + TENANT + ")");
        return all;
    }

    @ParameterizedTest(name = "TN-36 {0}")
    @MethodSource("breaking")
    void closed(String breaking, TestDatabase database) throws SQLException {
        try (Ring ring = new Ring(database)) {
            ring.superuser(breaking);
            for (Connecting connecting : Connecting.values()) {
                ring.undone(() -> ring.examined(connecting));
            }
        }
    }

    @ParameterizedTest(name = "TN-36 {0}")
    @ValueSource(
            strings = {
                "drop policy holdfast_tenant on holdfast.streams",
                "drop policy holdfast_tenant on holdfast.streams; drop policy holdfast_access on holdfast.streams",
                "drop policy holdfast_access on holdfast.streams",
                "alter policy holdfast_tenant on holdfast.streams with check (true)",
                "alter policy holdfast_tenant on holdfast.streams to holdfast_app, holdfast_across using (true)",
                "alter policy holdfast_access on holdfast.streams to holdfast_across",
                "alter table holdfast.streams disable row level security",
                "drop policy holdfast_tenant on holdfast.data_keys",
                "drop policy holdfast_tenant on holdfast.data_keys; drop policy holdfast_access on holdfast.data_keys",
                "drop policy holdfast_access on holdfast.data_keys",
                "alter policy holdfast_tenant on holdfast.data_keys with check (true)",
                "alter policy holdfast_tenant on holdfast.data_keys to holdfast_app, holdfast_across using (true)",
                "alter table holdfast.data_keys disable row level security",
                "revoke insert on holdfast.data_keys from holdfast_app",
            })
    void stores(String breaking, TestDatabase database) throws SQLException {
        try (Ring ring = new Ring(database).withStores()) {
            ring.superuser(breaking);
            for (Connecting connecting : Connecting.values()) {
                ring.undone(() -> ring.examined(connecting));
            }
        }
    }

    @Test
    @DisplayName("TN-36 to a role that no policy is for, the doctor offers grants and nothing else")
    void grantsOnly(TestDatabase database) throws SQLException {
        try (Ring ring = new Ring(database)) {
            ring.superuser(Connecting.STRANGER.preparing);
            assertThat(ring.examine("doctors_stranger").findings())
                    .extracting(finding -> finding.check() + " " + finding.fix())
                    .containsExactly("ROLE_UNKNOWN grant holdfast_app to doctors_stranger");
            ring.superuser("revoke all on customers from holdfast_app");
            Diagnosis diagnosis = ring.examine("doctors_stranger");
            assertThat(diagnosis.of(TableCheck.GRANT_MISSING))
                    .extracting(Finding::fix)
                    .containsExactly("grant usage on schema public to holdfast_app;"
                            + " grant select, insert, update, delete on public.customers to holdfast_app");
            for (Finding finding : diagnosis.findings()) {
                ring.superuser(finding.fix());
            }
            assertThat(ring.examine("doctors_stranger")).hasToString("3 tables, nothing to mend");
            assertThat(ring.examine("holdfast_app")).hasToString("3 tables, nothing to mend");
            assertThat(ring.breaches()).isEmpty();
        }
    }

    @Test
    @DisplayName("TN-36 the owner and the role for work across tenants are told to connect as somebody else")
    void meantForMore(TestDatabase database) throws SQLException {
        try (Ring ring = new Ring(database)) {
            assertThat(ring.examine("holdfast_owner").findings()).allSatisfy(finding -> assertThat(finding.fix())
                    .startsWith("connect as a login of the application's own, which is a member of holdfast_app"));
            assertThat(ring.examine("holdfast_across").of(TableCheck.ROLE_UNKNOWN))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.fix()).startsWith("connect as a login"));
        }
    }

    @Test
    @DisplayName("TN-36 the breaches that the other tests look for are found where there are some")
    void attacks(TestDatabase database) throws SQLException {
        try (Ring ring = new Ring(database)) {
            assertThat(ring.breaches()).isEmpty();
            ring.superuser("alter policy holdfast_tenant on orders to holdfast_across");
            assertThat(ring.breaches())
                    .contains("orders read as 1", "orders read as nobody", "orders update as 1", "orders delete as 1")
                    .contains("orders insert as 1");
        }
        try (Ring ring = new Ring(database).withStores()) {
            assertThat(ring.breaches()).isEmpty();
            ring.superuser(
                    "drop policy holdfast_tenant on holdfast.streams",
                    "drop policy holdfast_tenant on holdfast.data_keys");
            assertThat(ring.breaches()).containsExactly("streams", "data keys");
        }
    }

    /** Has an encrypted column, so that data keys are looked at. */
    private static final class Vault extends Table {
        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final EncryptedColumn<String> secret = text("secret").encrypted();

        Vault() {
            super("vault");
        }
    }

    /** One transaction with rows of two tenants, in which everything is tried and undone. */
    private static final class Ring implements AutoCloseable {

        private static final Pattern SQL =
                Pattern.compile("(alter|create|drop|grant|revoke|select) .*", Pattern.DOTALL);

        private final Connection connection;
        private final Set<List<String>> tried = new HashSet<>();
        private Doctor doctor = Doctors.of(Shop.SCHEMA);

        Ring(TestDatabase database) throws SQLException {
            assumeThat(database.has(Role.SUPERUSER)).isTrue();
            connection = database.superuserDataSource().getConnection();
            connection.setAutoCommit(false);
            superuser("insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B')");
            for (int tenant = 1; tenant <= 2; tenant++) {
                superuser(
                        "insert into orders (tenant_id, title, state, tags, extra) values (" + tenant + ", 'of "
                                + tenant + "', 'OPEN', '{}', '{}')",
                        "insert into customers (id, tenant_id, email, version) values (gen_random_uuid(), " + tenant
                                + ", 'a" + tenant + "@x', 1)");
            }
        }

        /** With events and data keys of both tenants. */
        Ring withStores() throws SQLException {
            superuser(
                    "set local session authorization holdfast_owner",
                    "create table vault (id bigint primary key, secret bytea not null)",
                    "grant select on vault to holdfast_app");
            superuser("set local session_replication_role = replica");
            for (int tenant = 1; tenant <= 2; tenant++) {
                superuser(
                        "insert into holdfast.streams (version, tenant_id, category, stream_id) values (1, " + tenant
                                + ", 'c', 's')",
                        "insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key) values ("
                                + tenant + ", '" + tenant + "', '', 'data', '\\x01', 'k')");
            }
            superuser("set local session_replication_role = default");
            doctor = Doctors.of(
                    Schema.of(Shop.CUSTOMERS, Shop.ORDERS, Shop.CURRENCIES, new Vault()), null, new EventExamination());
            return this;
        }

        void superuser(String... sql) throws SQLException {
            Shop.execute(connection, "reset session authorization");
            Shop.execute(connection, sql);
        }

        /** The doctor's view of a role, fix by fix, and with all of them. */
        void examined(Connecting connecting) {
            try {
                Set<String> before = breaches();
                superuser(connecting.preparing);
                Diagnosis diagnosis = examine(connecting.role);
                List<String> fixes = diagnosis.findings().stream()
                        .map(Finding::fix)
                        .filter(fix -> SQL.matcher(fix).matches())
                        .toList();
                if (connecting.name().contains("STRANGER") || connecting == Connecting.MEMBER_OF_ANOTHER) {
                    assertThat(diagnosis.findings())
                            .filteredOn(finding -> finding.fix().contains("polic"))
                            .allSatisfy(finding ->
                                    assertThat(finding.fix()).doesNotContain("drop policy", " to " + connecting.role));
                }
                for (String fix : fixes) {
                    closedAfter(before, connecting, List.of(fix));
                }
                closedAfter(before, connecting, fixes);
            } catch (SQLException e) {
                throw new AssertionError(connecting + ": " + e.getMessage(), e);
            }
        }

        private void closedAfter(Set<String> before, Connecting connecting, List<String> fixes) {
            if (!tried.add(fixes)) {
                return; // another role was offered the same
            }
            undone(() -> {
                fixes.forEach(this::undoneIfItFails);
                Set<String> after = breaches();
                assertThat(before).as(connecting + ", after " + fixes).containsAll(after);
            });
        }

        /** A fix for what another one has mended may fail. */
        private void undoneIfItFails(String fix) {
            try {
                Shop.execute(connection, "reset session authorization");
                Savepoint savepoint = connection.setSavepoint();
                try {
                    Shop.execute(connection, fix);
                } catch (SQLException e) {
                    connection.rollback(savepoint);
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        Diagnosis examine(String role) throws SQLException {
            superuser("set local session authorization " + role);
            return doctor.examine(connection);
        }

        /** What is seen or done in plain SQL, as the application's real role, with one tenant's rows by another, or by nobody. */
        Set<String> breaches() {
            Set<String> found = new LinkedHashSet<>();
            for (String table : List.of("orders", "customers")) {
                for (String tenant : List.of("1", "")) {
                    String as = tenant.isEmpty() ? "nobody" : tenant;
                    String foreign = " where tenant_id is distinct from " + (tenant.isEmpty() ? "null" : tenant);
                    attack(found, table + " read as " + as, tenant, "select count(*) from " + table + foreign);
                    attack(
                            found,
                            table + " update as " + as,
                            tenant,
                            "with u as (update " + table + " set tenant_id = tenant_id" + foreign
                                    + " returning 1) select count(*) from u");
                    attack(
                            found,
                            table + " delete as " + as,
                            tenant,
                            "with d as (delete from " + table + foreign + " returning 1) select count(*) from d");
                    attack(
                            found,
                            table + " insert as " + as,
                            tenant,
                            table.equals("orders")
                                    ? "with i as (insert into orders (tenant_id, title, state, tags, extra) values"
                                            + " (2, 'x', 'OPEN', '{}', '{}') returning 1) select count(*) from i"
                                    : "with i as (insert into customers (id, tenant_id, email, version) values"
                                            + " (gen_random_uuid(), 2, 'x@x', 1) returning 1) select count(*) from i");
                    attack(found, table + " truncate as " + as, tenant, "truncate " + table + " cascade; select 1");
                }
                attack(
                        found,
                        table + " unfenced",
                        "1",
                        "alter table " + table + " disable row level security; select 1");
            }
            attack(found, "streams", "1", "select count(*) from holdfast.streams where tenant_id <> 1");
            attack(found, "data keys", "1", "select count(*) from holdfast.data_keys where tenant not in ('1', '')");
            attack(found, "view", "1", "select count(*) from titles where tenant_id = 2");
            attack(found, "copy", "1", "select count(*) from per_day where tenant_id = 2");
            attack(found, "partition", "1", "select count(*) from only orders_elsewhere");
            return found;
        }

        private void attack(Set<String> found, String attack, String tenant, String counting) {
            undone(() -> {
                try {
                    superuser(
                            "set local session authorization holdfast_app",
                            "set local holdfast.tenant_id = '" + tenant + "'");
                    if (isAboveNothing(counting)) {
                        found.add(attack);
                    }
                } catch (SQLException e) {
                    // held
                }
            });
        }

        private boolean isAboveNothing(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                boolean rows = statement.execute(sql);
                while (!rows) {
                    rows = statement.getMoreResults();
                }
                try (ResultSet count = statement.getResultSet()) {
                    return count.next() && count.getLong(1) > 0;
                }
            }
        }

        void undone(Runnable attempt) {
            try {
                Shop.execute(connection, "reset session authorization");
                Savepoint savepoint = connection.setSavepoint();
                try {
                    attempt.run();
                } finally {
                    connection.rollback(savepoint);
                    Shop.execute(connection, "reset session authorization");
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }
}
