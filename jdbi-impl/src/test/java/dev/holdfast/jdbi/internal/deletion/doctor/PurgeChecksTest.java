package dev.holdfast.jdbi.internal.deletion.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.jdbi.isolation.Studio;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Purge functions")
@PostgresTest(template = Studio.class)
class PurgeChecksTest {

    private static final String MAKE = "select holdfast.make_purge('painters', 'tenant_id', array['id']::name[], ";
    private static final String ROLES = ", 'holdfast_app', 'holdfast_across')";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select holdfast.drop_purge('painters') | it isn't there",
                "alter function painters_purge(uuid[]) security invoker | it runs with its caller's rights",
                "grant execute on function painters_purge to public | everybody may call it",
                "revoke execute on function painters_purge from holdfast_app | the application may not call it",
                "alter function painters_purge(uuid[]) reset search_path | its caller's search_path decides",
                "alter function painters_purge(uuid[]) set search_path = public | its caller's search_path decides",
                "drop policy holdfast_purge on painters | no policy holdfast_purge shows its owner the deleted rows",
                "drop function painters_purge; create function painters_purge(text[]) returns bigint language sql as 'select 1::bigint' | it takes other keys than uuid[]",
                "create or replace function painters_purge(id uuid[]) returns bigint language sql security definer set search_path = pg_catalog, pg_temp as 'select 1::bigint' | it doesn't ask for the tenant; it takes rows that aren't deleted; it doesn't hold back what is legally held",
            })
    void differs(String breaking, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner(breaking).finds(DeletionCheck.PURGE_DIFFERS, "public.painters");
            assertThat(finding.cause())
                    .startsWith("the function painters_purge: ")
                    .contains(cause);
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "hold {0} and retention {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | '1 month 30 days 90 seconds' | it doesn't hold back what is legally held",
                "'on_hold' | '1 month 30 days 90 seconds' | it doesn't hold back what is legally held",
                "'on_hold or name = ''Keep & <hold>''' | null | it takes rows at once, and the table object says",
                "'on_hold or name = ''Keep & <hold>''' | '60 days 90 seconds' | it takes rows after 60 days 00:01:30",
            })
    void otherRows(String hold, String retention, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner(MAKE + hold + ", " + retention + ROLES)
                    .finds(DeletionCheck.PURGE_DIFFERS, "public.painters");
            assertThat(finding.cause()).contains(cause);
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("another form of the same interval, and of the same condition, is the same")
    void sameRows(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("set local intervalstyle = 'iso_8601'");
            ward.owner(MAKE + "e'on_hold or\n name  = ''Keep & <hold>'''" + ", '1 month 30 days 1.5 minutes'" + ROLES)
                    .findsNothing();
        }
    }

    @Test
    @DisplayName("a table that holds nothing back, with a function that does")
    void holdsBack(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner("select holdfast.make_purge('loans', 'tenant_id', array['id']::name[],"
                            + " 'museum is null', '3 days'" + ROLES)
                    .finds(DeletionCheck.PURGE_DIFFERS, "loans");
            assertThat(finding.cause())
                    .contains(
                            "it holds rows back that the table object doesn't",
                            "the table object says nothing of that");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a function that belongs to somebody else")
    void otherOwner(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.superuser("alter function painters_purge(uuid[]) owner to postgres")
                    .finds(DeletionCheck.PURGE_DIFFERS, "public.painters");
            assertThat(finding.cause()).contains("it belongs to postgres, and not to the table's owner");
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("a function of that name that isn't Holdfast's makes room")
    void stranger(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner(
                            "comment on function painters_purge is null",
                            "alter function painters_purge(uuid[]) security invoker")
                    .finds(DeletionCheck.PURGE_DIFFERS, "public.painters");
            assertThat(finding.fix()).startsWith("drop function painters_purge(uuid[]); select holdfast.make_purge(");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a table without tenants")
    void withoutTenants(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner("drop function styles_purge").finds(DeletionCheck.PURGE_DIFFERS, "styles");
            assertThat(finding.fix())
                    .isEqualTo("select holdfast.make_purge('public.styles', null, array['code']::name[], null, null,"
                            + " 'holdfast_app', 'holdfast_across')");
            ward.mends(finding);
        }
    }
}
