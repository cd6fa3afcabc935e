package dev.holdfast.jdbi.isolation;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.isolation.PressSeeders.SEEDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.AuditAction;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.IsolationReport;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Recording;
import dev.holdfast.testkit.TenantIsolation;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What was recorded of a tenant's rows")
@PostgresTest(template = RecordedIsolationTest.Recorded.class)
class RecordedIsolationTest {

    private static final String OWN = "(select nullif(current_setting('holdfast.tenant_id', true), '')::bigint)";

    /** Authors are audited; articles demand an actor, and have a history too. */
    static final class Recorded implements DatabaseTemplate {

        @Override
        public void prepare(TestDatabase database) throws Exception {
            new Press().prepare(database);
            Sql.run(
                    database.ownerDataSource(),
                    "select holdfast.enable_audit('authors', 'tenant_id'),"
                            + " holdfast.enable_audit('articles', 'tenant_id', needs_actor => true),"
                            + " holdfast.enable_history('articles', 'tenant_id', 'holdfast_app', 'holdfast_across')");
        }
    }

    private static IsolationReport report(TestDatabase database) {
        return TenantIsolation.of(Press.holdfast(database), database.applicationDataSource())
                .between(A, B)
                .tryAll(Schema.of(AUTHORS, ARTICLES), SEEDERS);
    }

    @Test
    @DisplayName(
            "AH-22 X-7 no other tenant reads it and nobody writes it: entries, change sets, versions, views, as of")
    void holds(TestDatabase database) {
        IsolationReport report = report(database);
        assertThat(report.count(Outcome.HELD))
                .as(report.toString())
                .isEqualTo(report.entries().size());
        assertThat(report.entries())
                .filteredOn(entry -> entry.table().equals("articles"))
                .extracting(Entry::attempt)
                .contains(
                        "read the audit log's entries",
                        "read the view of the audit log",
                        "read change sets",
                        "read its versions",
                        "read the view of its history",
                        "read its rows as of now",
                        "read its rows as of a token",
                        "read its versions without a tenant",
                        "insert into its versions",
                        "update the audit log's entries",
                        "delete from change sets",
                        "truncate its versions");
        assertThat(report.entries())
                .filteredOn(entry -> entry.table().equals("authors"))
                .extracting(Entry::attempt)
                .contains("read the audit log's entries")
                .doesNotContain("read its versions");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter policy holdfast_tenant on articles_versions using (true) | alter policy holdfast_tenant on articles_versions using (tenant_id = OWN) | read its versions",
                "alter policy holdfast_tenant on holdfast.change_sets using (true) | alter policy holdfast_tenant on holdfast.change_sets using (tenant_id = OWN) | read change sets",
                "alter view articles_history owner to postgres; alter view articles_history reset (security_invoker) | alter view articles_history owner to holdfast_owner; alter view articles_history set (security_invoker = true) | read the view of its history",
                "grant delete on holdfast.audit_entries to holdfast_app | revoke delete on holdfast.audit_entries from holdfast_app | delete from the audit log's entries",
                "grant truncate on articles_versions to holdfast_app | revoke truncate on articles_versions from holdfast_app | truncate its versions",
                "alter table articles disable trigger user; delete from articles_versions | alter table articles enable trigger user | read its versions",
            })
    void holes(String breaking, String repair, String attempt, TestDatabase database) {
        Sql.run(database.superuserDataSource(), breaking);
        try {
            assertThat(report(database).failures())
                    .extracting(entry -> entry.table() + " " + entry.attempt())
                    .contains("articles " + attempt);
        } finally {
            Sql.run(database.superuserDataSource(), repair.replace("OWN", OWN));
        }
    }

    @Test
    void documented(TestDatabase database) {
        JdbiHoldfast holdfast = Press.holdfast(database);
        // region:recording
        Recording.in(holdfast.tenant(B).actor("editor 7").because("a typo"))
                .of(scope -> {
                    UUID author = Press.author(scope, "Ada Lovelace");
                    scope.update(AUTHORS)
                            .set(AUTHORS.name, "Renamed")
                            .where(AUTHORS.id.eq(author))
                            .execute();
                })
                .assertExplained()
                .assertRecorded(AUTHORS, AuditAction.INSERT, AuditAction.UPDATE);
        // endregion:recording
    }

    @Test
    @DisplayName("what a piece of work records can be asserted")
    void recording(TestDatabase database) {
        JdbiHoldfast holdfast = Press.holdfast(database);
        Recording recording = Recording.in(holdfast.tenant(B).actor("editor 7").because("a typo"));
        Recording.Recorded work = recording.of(scope -> {
            UUID author = Press.author(scope, "Recorded");
            scope.update(AUTHORS)
                    .set(AUTHORS.name, "Renamed")
                    .where(AUTHORS.id.eq(author))
                    .execute();
        });
        assertThat(work.assertExplained().assertRecorded(AUTHORS, AuditAction.INSERT, AuditAction.UPDATE))
                .isEqualTo(work.entries());
        assertThat(work.assertRecorded(ARTICLES)).isEmpty();
        assertThat(work).hasToString("Recorded[INSERT of authors, UPDATE of authors]");
        assertThatThrownBy(() -> work.assertRecorded(AUTHORS, AuditAction.INSERT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[INSERT, UPDATE], and not [INSERT]");
        assertThatThrownBy(() -> work.assertRecorded(ARTICLES, AuditAction.INSERT))
                .hasMessageContaining("enableAudit");
        Recording.Recorded anonymous = Recording.in(holdfast.tenant(B)).of(scope -> Press.author(scope, "By nobody"));
        assertThatThrownBy(anonymous::assertExplained).hasMessageContaining("don't say who");
        assertThatThrownBy(() -> recording.of(scope -> {}).assertExplained())
                .hasMessageContaining("Nothing was recorded");
        assertThat(List.of(anonymous.entries().size())).containsExactly(1);
    }
}
