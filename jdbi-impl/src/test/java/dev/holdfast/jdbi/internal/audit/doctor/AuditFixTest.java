package dev.holdfast.jdbi.internal.audit.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.AuditCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.history.Archive;
import dev.holdfast.jdbi.internal.doctor.DeclaredChanges;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The changes that bring a table's audit to what is declared of it, carried out. */
@PostgresTest(template = Archive.class)
class AuditFixTest {

    private final TestDatabase database;

    AuditFixTest(TestDatabase database) {
        this.database = database;
    }

    private List<Finding> findings() {
        return Archive.holdfast(database).doctor().findings();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "disable_audit('articles') | AUDIT_MISSING | articles | excludeColumns=\"rank\" version=\"2\"",
                "enable_audit('articles', 'tenant_id', no_ops => true) | AUDIT_DIFFERENT | articles | excludeColumns=\"rank\" version=\"2\"",
                "enable_audit('countries', null, needs_actor => true) | AUDIT_DIFFERENT | countries | wholeCopies=\"true\" requireActor=\"false\" version=\"2\"",
            })
    @DisplayName("the fix says what the schema's changelog says, and brings it about")
    void mends(String breaking, AuditCheck check, String table, String options) throws Exception {
        assertThat(findings()).isEmpty();
        Sql.run(database.ownerDataSource(), "select holdfast." + breaking);
        Finding finding = Objects.requireNonNull(findings().get(0));
        assertThat(findings()).hasSize(1);
        assertThat(finding.check()).isEqualTo(check);
        assertThat(finding.subject()).isEqualTo(table);
        assertThat(finding.fix()).startsWith("<holdfast:enableAudit ").contains(options);
        if (check == AuditCheck.AUDIT_MISSING) {
            DeclaredChanges.of(Archive.SCHEMA).agreeWith(finding.fix());
        }
        Shop.change(database, finding.fix());
        assertThat(findings()).isEmpty();
    }
}
