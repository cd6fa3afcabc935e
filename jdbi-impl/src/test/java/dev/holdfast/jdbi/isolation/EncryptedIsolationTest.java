package dev.holdfast.jdbi.isolation;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Clinic.B;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.crypto.Clinic;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.SoftDeleteIsolation;
import dev.holdfast.testkit.TenantIsolation;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is asserted of every table holds for encrypted columns and their blind indexes. */
@PostgresTest(template = Clinic.class)
class EncryptedIsolationTest {

    private static final Seeders SEEDERS = Seeders.of()
            .table(PATIENTS, EncryptedIsolationTest::patient)
            .table(LETTERS, scope -> scope.insertInto(LETTERS, row -> row.set(LETTERS.patientId, patient(scope))
                            .set(LETTERS.body, "Dear patient"))
                    .returning(LETTERS.id)
                    .one());

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    EncryptedIsolationTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Clinic.holdfast(database);
    }

    private static UUID patient(TenantScope scope) {
        return Clinic.patient(scope, UUID.randomUUID() + "@clinic.test");
    }

    @Test
    void tenantsAreIsolated() {
        var report = TenantIsolation.of(holdfast, database.applicationDataSource())
                .between(A, B)
                .assertAll(Clinic.SCHEMA, SEEDERS);
        assertThat(report.tables()).containsExactly("patients", "letters");
        assertThat(report.count(Outcome.HELD)).isEqualTo(report.entries().size());
    }

    @Test
    void deletedRowsAreHidden() {
        var report = SoftDeleteIsolation.of(holdfast, database.applicationDataSource())
                .inTenant(A)
                .assertAll(Clinic.SCHEMA, SEEDERS);
        assertThat(report.tables()).contains("patients", "letters");
    }
}
