package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Clinic.B;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Encrypted columns in sessions across tenants: each row by its own tenant's key. */
@PostgresTest(template = Clinic.class)
class AcrossTenantsTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    AcrossTenantsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Clinic.holdfast(database);
    }

    @BeforeEach
    void nobody() {
        Tamper tamper = new Tamper(database);
        tamper.empty();
        tamper.run("set session_replication_role = replica; delete from holdfast.data_keys");
    }

    @Test
    @DisplayName("EN-2 rows of several tenants are written and read across tenants, each by its own tenant's key")
    void manyTenants() {
        var all = Clinic.holdfast(database).acrossTenants("test");
        all.insertInto(PATIENTS)
                .rows(List.of(A, B), (row, tenant) -> row.set(PATIENTS.id, new UUID(0, tenant))
                        .set(PATIENTS.tenantId, tenant)
                        .set(PATIENTS.ward, "west")
                        .set(PATIENTS.email, "same@example.org"))
                .execute();
        all.insertInto(LETTERS, row -> row.set(LETTERS.tenantId, B)
                        .set(LETTERS.patientId, new UUID(0, B))
                        .set(LETTERS.body, "Dear B"))
                .execute();

        for (long tenant : new long[] {A, B}) {
            assertThat(Clinic.holdfast(database)
                            .tenant(tenant)
                            .from(PATIENTS)
                            .where(PATIENTS.emailIndex.eq("same@example.org"))
                            .one()
                            .get(PATIENTS.id))
                    .isEqualTo(new UUID(0, tenant));
        }
        assertThat(Clinic.holdfast(database).tenant(B).from(LETTERS).one().get(LETTERS.body))
                .isEqualTo("Dear B");
        assertThat(Sql.column(
                        database.superuserDataSource(),
                        "select distinct tenant from holdfast.data_keys where purpose = 'data' order by 1"))
                .containsExactly("1", "2");
        assertThat(Clinic.holdfast(database)
                        .acrossTenants("test")
                        .from(PATIENTS)
                        .values(PATIENTS.email)
                        .list())
                .containsExactly("same@example.org", "same@example.org");
        assertThat(all.update(PATIENTS)
                        .set(PATIENTS.email, "new@example.org")
                        .where(PATIENTS.id.eq(new UUID(0, A)).and(PATIENTS.tenantId.eq(A)))
                        .execute())
                .isEqualTo(1);
        assertThat(holdfast.tenant(A).from(PATIENTS).one().get(PATIENTS.email)).isEqualTo("new@example.org");
    }

    @Test
    @DisplayName("EN-10 a search across tenants is refused, since each tenant has a key of its own")
    void searches() {
        var all = holdfast.acrossTenants("test");
        assertThatThrownBy(() ->
                        all.from(PATIENTS).where(PATIENTS.emailIndex.eq("x")).list())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("search tenant by tenant");
        assertThatThrownBy(() -> all.update(PATIENTS)
                        .set(PATIENTS.email, "x")
                        .where(PATIENTS.id.eq(new UUID(0, A)))
                        .execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("the row's tenant_id isn't known");
    }
}
