package dev.holdfast.jdbi.internal.audit.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.AuditCheck;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.history.Archive;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What records changes, and the audit log")
@PostgresTest(template = Archives.class)
class AuditChecksTest {

    private static final String NEXT_MONTH =
            "to_char(date_trunc('month', now() at time zone 'UTC') + interval '1 month', 'YYYY_MM')";

    private static Ward ward(TestDatabase database) throws SQLException {
        return Ward.open(database).of(Archive.SCHEMA).with(Encryption.with(TinkKeyring.generate()));
    }

    @Test
    void healthy(TestDatabase database) {
        assertThat(Archive.holdfast(database).doctor().findings().stream()
                        .filter(finding -> !finding.subject().equals("public.readings")))
                .isEmpty();
    }

    @DisplayName(
            "AH-5 columns that changed, AH-32 a partition attached later, and whatever else one thing breaks, with its fix")
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table articles disable trigger \"!holdfast_recorded_update\" | RECORDING_INCOMPLETE | articles | its trigger for update is disabled",
                "alter table articles enable replica trigger \"!holdfast_recorded_delete\" | RECORDING_INCOMPLETE | articles | its trigger for delete fires only in replication",
                "drop trigger \"!holdfast_recorded_insert\" on countries | RECORDING_INCOMPLETE | countries | its trigger for insert isn't there",
                "drop trigger \"!holdfast_recorded_rekey\" on pages | RECORDING_INCOMPLETE | pages | its trigger for rekey isn't there",
                "create table readings_new partition of readings for values from ('2026-01-01') to (maxvalue) | RECORDING_INCOMPLETE | public.readings | its trigger for delete isn't there on the partition public.readings_new",
                "alter table readings_old disable trigger \"!holdfast_recorded_truncate\" | RECORDING_INCOMPLETE | public.readings | its trigger for truncate is disabled on the partition public.readings_old",
                "alter table readings add extra text | RECORDING_STALE | public.readings | extra is new",
                "alter table readings drop column value | RECORDING_STALE | public.readings | value is gone",
                "alter table readings alter value type numeric | RECORDING_STALE | public.readings | the function for update isn't what it would be now",
                "alter table readings rename value to amount | RECORDING_STALE | public.readings | amount was value",
                "create or replace function readings_recorded_insert() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp set row_security = on as 'begin return null; end' | RECORDING_STALE | public.readings | the function for insert",
                "alter function readings_recorded_insert() security invoker | RECORDING_STALE | public.readings | the function for insert",
                "grant execute on function readings_recorded_insert() to public | RECORDING_STALE | public.readings | can be executed by others",
                "revoke select on holdfast.recorded_tables from holdfast_app | RECORDING_UNKNOWN | holdfast.recorded_tables | the application may not read it",
                "revoke execute on function holdfast.recording_faults() from holdfast_app | RECORDING_UNKNOWN | holdfast.recorded_tables | the functions that say",
                "alter table holdfast.audit_entries no force row level security | AUDIT_UNGUARDED | holdfast.audit_entries | row-level security isn't forced",
                "alter table holdfast.audit_entries_rest disable row level security | AUDIT_UNGUARDED | holdfast.audit_entries_rest | row-level security isn't enabled",
                "drop policy holdfast_tenant on holdfast.audit_entries | AUDIT_UNGUARDED | holdfast.audit_entries | no restrictive policy",
                "alter policy holdfast_tenant on holdfast.change_sets using (true) | AUDIT_UNGUARDED | holdfast.change_sets | no restrictive policy",
                "drop policy holdfast_access on holdfast.change_sets | AUDIT_UNGUARDED | holdfast.change_sets | no permissive policy",
                "revoke select on holdfast.change_sets from holdfast_app | AUDIT_UNGUARDED | holdfast.change_sets | the application may not read",
                "grant insert on holdfast.audit_entries to holdfast_app | AUDIT_UNGUARDED | holdfast.audit_entries | a privilege is granted",
                "grant truncate on holdfast.audit_entries_rest to public | AUDIT_UNGUARDED | holdfast.audit_entries_rest | a privilege is granted",
                "grant delete on holdfast.audit_entries_rest to holdfast_across | AUDIT_UNGUARDED | holdfast.audit_entries_rest | a privilege is granted",
                "grant truncate on holdfast.audit_entries_rest to pg_monitor | AUDIT_UNGUARDED | holdfast.audit_entries_rest | a privilege is granted",
                "create table holdfast.audit_entries_2020_01 (like holdfast.audit_entries); alter table holdfast.audit_entries_2020_01 enable row level security, force row level security; grant truncate on holdfast.audit_entries_2020_01 to holdfast_app | AUDIT_UNGUARDED | holdfast.audit_entries_2020_01 | a privilege is granted",
                "grant update (actor) on holdfast.change_sets to holdfast_app | AUDIT_UNGUARDED | holdfast.change_sets | a privilege is granted",
                "grant update on holdfast.audit_entries to holdfast_across | AUDIT_UNGUARDED | holdfast.audit_entries | a privilege is granted",
                "grant delete on holdfast.recorded_tables to holdfast_app | AUDIT_UNGUARDED | holdfast.recorded_tables | a privilege is granted",
                "grant execute on function holdfast.change_set(bigint, integer) to public | AUDIT_UNGUARDED | holdfast.audit_entries | a function or the sequence",
                "grant update on sequence holdfast.change_sequence to holdfast_app | AUDIT_UNGUARDED | holdfast.audit_entries | a function or the sequence",
            })
    void broken(String breaking, AuditCheck check, String subject, String cause, TestDatabase database)
            throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(breaking).finds(check, subject);
            assertThat(finding.cause()).contains(cause);
            ward.mends(finding);
        }
    }

    @DisplayName("actors that aren't looked for, or in vain")
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table holdfast.change_sets disable trigger holdfast_known_actor | the trigger holdfast_known_actor is disabled",
                "drop trigger holdfast_known_actor on holdfast.change_sets | the trigger holdfast_known_actor isn't there",
                "drop policy holdfast_actors on authors | the policy holdfast_actors isn't there on public.authors",
                "drop function holdfast.is_actor(text, bigint) | the table of actors is gone",
            })
    void actors(String breaking, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.owner("select holdfast.require_known_actors('authors', 'id', 'tenant_id')")
                    .findsNothing();
            Finding finding = ward.owner(breaking).finds(AuditCheck.ACTORS_MISCHECKED, "holdfast.change_sets");
            assertThat(finding.cause()).contains(cause);
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a users' table that came under tenancy later")
    void actorsOfAll(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(
                            "create table staff (id text primary key, tenant_id bigint)",
                            "select holdfast.require_known_actors('staff', 'id')",
                            "create policy holdfast_tenant on staff as restrictive using (true)")
                    .finds(AuditCheck.ACTORS_MISCHECKED, "holdfast.change_sets");
            assertThat(finding.cause()).contains("the rows of public.staff belong to tenants by now");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("the function that looks for actors is executed by nobody else")
    void actorsFunction(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(
                            "select holdfast.require_known_actors('authors', 'id', 'tenant_id')",
                            "grant execute on function holdfast.is_actor(text, bigint) to public")
                    .finds(AuditCheck.AUDIT_UNGUARDED, "holdfast.audit_entries");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a policy of that name which shows more is told of")
    void actorsPolicy(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.owner(
                            "select holdfast.require_known_actors('authors', 'id', 'tenant_id')",
                            "alter policy holdfast_actors on authors using (true)")
                    .finds(TenantCheck.POLICY_BROAD, "authors");
        }
    }

    @Test
    @DisplayName("AH-31 another trigger for each row came later")
    void laterTrigger(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(
                            "create function again() returns trigger language plpgsql as 'begin return null; end'",
                            "create trigger again after insert on countries for each row execute function again()")
                    .finds(AuditCheck.RECORDING_UNSAFE, "countries");
            assertThat(finding.cause()).contains("AFTER ROW triggers", "again");
            assertThat(finding.fix())
                    .isEqualTo("<holdfast:enableAudit schemaName=\"public\" tableName=\"countries\" tenant=\"false\""
                            + " version=\"2\" wholeCopies=\"true\" byRow=\"true\"/>");
            ward.owner("select holdfast.enable_audit('countries', null, whole_copies => true, by_row => true)")
                    .findsNothing();
            assertThat(
                            ward.lines(
                                    Role.OWNER,
                                    "select tgname from pg_trigger where tgrelid = 'countries'::regclass and tgtype & 1 = 1 and tgname like '!%' order by 1"))
                    .isEqualTo("!holdfast_recorded_delete\n!holdfast_recorded_insert\n!holdfast_recorded_update\n");
        }
    }

    @Test
    @DisplayName("X-7 tenancy came later, to a table that is recorded as one without tenants")
    void laterTenancy(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(
                            "create policy holdfast_tenant on countries as restrictive for all to holdfast_app using (true)")
                    .finds(AuditCheck.RECORDING_UNSAFE, "countries");
            assertThat(finding.cause()).contains("lies open to each tenant");
            assertThat(finding.fix()).contains("tenant=\"false\"", "raised version");
            ward.owner("drop policy holdfast_tenant on countries").findsNothing();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select holdfast.disable_audit('articles') | AUDIT_MISSING | articles | implements Audited",
                "select holdfast.enable_audit('articles', 'tenant_id') | AUDIT_DIFFERENT | articles | excluded: declared [rank], there []",
                "select holdfast.enable_audit('articles', 'tenant_id', included_columns => '{id, title}') | AUDIT_DIFFERENT | articles | included: declared all, there [id, title]",
                "select holdfast.enable_audit('countries', null) | AUDIT_DIFFERENT | countries | whole copies: declared true, there false",
                "select holdfast.enable_audit('countries', null, whole_copies => true, no_ops => true) | AUDIT_DIFFERENT | countries | nothing: declared false, there true",
                "select holdfast.enable_audit('countries', null, whole_copies => true, needs_actor => true) | AUDIT_DIFFERENT | countries | needed: declared false, there true",
                "select holdfast.enable_audit('authors', 'tenant_id') | AUDIT_UNDECLARED | authors | doesn't implement Audited",
            })
    @DisplayName("from the declaration to the catalogue, and back")
    void declared(String breaking, AuditCheck check, String subject, String cause, TestDatabase database)
            throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(breaking).finds(check, subject);
            assertThat(finding.cause()).contains(cause);
        }
    }

    @ParameterizedTest(name = "for {0}")
    @CsvSource({"role holdfast_app", "database", "role holdfast_owner in database"})
    void switchedOff(String whom, TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            String here = ward.superuser()
                    .lines(Role.SUPERUSER, "select quote_ident(current_database())")
                    .strip();
            Finding finding = ward.superuser("alter " + whom + (whom.endsWith("database") ? " " + here : "")
                            + " set session_replication_role = replica")
                    .finds(AuditCheck.RECORDING_SWITCHED_OFF, "session_replication_role");
            assertThat(finding.cause()).contains("no trigger fires");
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("AH-25 next month's partition isn't there")
    void partition(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            String part = ward.lines(Role.OWNER, "select 'holdfast.audit_entries_' || " + NEXT_MONTH)
                    .strip();
            Finding finding =
                    ward.owner("drop table " + part).finds(AuditCheck.AUDIT_PARTITIONS_DUE, "holdfast.audit_entries");
            assertThat(finding.cause()).contains("partition isn't there");
            ward.as(Role.ACROSS_TENANTS, finding.fix()).findsNothing();
        }
    }

    @Test
    @DisplayName("AH-25 entries lie in the partition for the rest")
    void rest(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.superuser(
                            "insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, table_id, action)"
                                    + " values (0, now() + interval '2 years', 0, 1, 'insert')")
                    .finds(AuditCheck.AUDIT_PARTITIONS_DUE, "holdfast.audit_entries");
            assertThat(finding.cause()).contains("in the partition for the rest");
            ward.as(Role.ACROSS_TENANTS, finding.fix()).findsNothing();
        }
    }

    @Test
    @DisplayName("a log that nobody drops anything of")
    void grows(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.superuser("insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, table_id, action)"
                    + " values (0, now() - interval '27 months', 0, 1, 'insert')");
            ward.as(Role.ACROSS_TENANTS, "select holdfast.prepare_audit_partitions()");
            Finding finding = ward.finds(AuditCheck.AUDIT_RETENTION_DUE, "holdfast.audit_entries");
            ward.as(Role.ACROSS_TENANTS, finding.fix()).findsNothing();
        }
    }
}
