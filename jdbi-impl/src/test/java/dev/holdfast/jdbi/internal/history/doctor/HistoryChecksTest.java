package dev.holdfast.jdbi.internal.history.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.doctor.Finding;
import dev.holdfast.history.HistoryCheck;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.history.Archive;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Histories")
@PostgresTest(template = Archive.class)
class HistoryChecksTest {

    private static Ward ward(TestDatabase database) throws SQLException {
        return Ward.open(database).of(Archive.SCHEMA).with(Encryption.with(TinkKeyring.generate()));
    }

    @Test
    void healthy(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.findsNothing();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table pages_versions rename text to gone | HISTORY_STALE | pages | public.pages_versions doesn't have: text text",
                "drop view topics_history | HISTORY_STALE | topics | the view public.topics_history isn't there",
                "alter view pages_history reset (security_invoker) | HISTORY_STALE | pages | reads with its owner's rights",
                "drop function pages_as_of(timestamptz) | HISTORY_STALE | pages | no function pages_as_of gives",
                "drop function pages_as_of_token(text) | HISTORY_STALE | pages | no function pages_as_of_token gives",
                "alter function pages_as_of_token(text) security definer | HISTORY_STALE | pages | reads with its owner's rights",
                "alter function pages_as_of(timestamptz) security definer | HISTORY_STALE | pages | reads with its owner's rights",
                "drop table topics_versions cascade | HISTORY_STALE | topics | the table of its versions isn't there",
                "alter table pages_versions no force row level security | HISTORY_UNGUARDED | public.pages_versions | row-level security isn't forced",
                "grant delete on pages_versions to holdfast_app | HISTORY_UNGUARDED | public.pages_versions | a privilege is granted",
                "grant insert on pages_versions to public | HISTORY_UNGUARDED | public.pages_versions | a privilege is granted",
                "revoke select on pages_versions from holdfast_app | HISTORY_UNGUARDED | public.pages_versions | may not read",
                "drop policy holdfast_tenant on pages_versions | HISTORY_UNGUARDED | public.pages_versions | no restrictive policy",
                "alter policy holdfast_tenant on pages_versions using (true) | HISTORY_UNGUARDED | public.pages_versions | no restrictive policy",
                "drop policy holdfast_access on topics_versions | HISTORY_UNGUARDED | public.topics_versions | no permissive policy",
            })
    void broken(String breaking, HistoryCheck check, String subject, String cause, TestDatabase database)
            throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(breaking).finds(check, subject);
            assertThat(finding.cause()).contains(cause);
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("from the declaration to the catalogue: a historical table without a history")
    void missing(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding =
                    ward.owner("select holdfast.disable_history('pages')").finds(HistoryCheck.HISTORY_MISSING, "pages");
            assertThat(finding.fix())
                    .isEqualTo("<holdfast:enableHistory schemaName=\"public\" tableName=\"pages\""
                            + " tenantColumn=\"tenant_id\" version=\"2\"/>");
            ward.owner("select holdfast.enable_history('pages', 'tenant_id', 'holdfast_app', 'holdfast_across')")
                    .findsNothing();
        }
    }

    @Test
    @DisplayName("from the catalogue to the declaration: a history of which no table object knows")
    void undeclared(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(
                            "select holdfast.enable_history('countries', null, 'holdfast_app', 'holdfast_across')")
                    .finds(HistoryCheck.HISTORY_UNDECLARED, "countries");
            assertThat(finding.fix()).contains("implement Historical");
        }
    }
}
