package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Plan;
import dev.holdfast.query.Select;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Clinic.class)
class PlansTest {

    private static final int ROWS = 200_000;

    private final TestDatabase database;
    private final JdbiTenantScope a;

    PlansTest(TestDatabase database) {
        this.database = database;
        this.a = Clinic.holdfast(database).tenant(A);
    }

    @Test
    @DisplayName("EN-23 the application's role finds one of 200,000 rows by the blind index, by a generic plan as well")
    void indexScan() {
        new Tamper(database)
                .run("set session_replication_role = replica;"
                        + " insert into patients (tenant_id, id, ward, email, email_bidx, version)"
                        + " select 1 + i % 2, gen_random_uuid(), 'w', '\\x01'::bytea || sha256(i::text::bytea), sha256(i::text::bytea), 1"
                        + " from generate_series(1, " + ROWS + ") as i;"
                        + " create index if not exists patients_email_search on patients (tenant_id, email_bidx)"
                        + " where deleted_at is null;"
                        + " analyze patients");
        UUID id = Clinic.patient(a, "ann@example.org");

        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq("ANN@example.org"))
                        .one()
                        .get(PATIENTS.id))
                .isEqualTo(id);
        String one = Select.from(PATIENTS).where(PATIENTS.emailIndex.eq("x")).toSql();
        String several = Select.from(PATIENTS)
                .where(PATIENTS.emailIndex.oneOf(List.of("x", "y")))
                .toSql();
        for (String mode : List.of("force_generic_plan", "force_custom_plan")) {
            assertThat(Plan.of(a, mode, one, "bigint, bytea", "1, sha256('10'::bytea)"))
                    .as(mode)
                    .containsPattern(
                            "Index Scan using patients_\\w*email\\w*|Bitmap Index Scan on patients_\\w*email\\w*")
                    .containsPattern("Index Cond: .*email_bidx = ")
                    .doesNotContain("Seq Scan");
            assertThat(Plan.of(
                            a, mode, several, "bigint, bytea[]", "1, array[sha256('10'::bytea), sha256('12'::bytea)]"))
                    .as(mode)
                    .containsPattern("Index Cond: .*email_bidx = ANY")
                    .doesNotContain("Seq Scan");
        }
    }
}
