package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.Select;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Clinic.class)
class EncryptedColumnTest {

    record Patient(UUID id, String email, LocalDate born) {}

    record Careful(UUID id, Decrypted<String> email) {}

    @Test
    void valuesComeBackAsTheyWereWritten(TestDatabase database) {
        TenantScope a = Clinic.holdfast(database).tenant(A);
        UUID id = UUID.randomUUID();
        a.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "west")
                        .set(PATIENTS.email, "Ada@Example.org ")
                        .set(PATIENTS.phone, "+44 (0) 1234")
                        .set(PATIENTS.born, LocalDate.of(1815, 12, 10))
                        .set(PATIENTS.income, new BigDecimal("1234.50"))
                        .set(PATIENTS.scan, new byte[] {0, 1, -1}))
                .execute();

        Patient found = a.from(PATIENTS)
                .where(PATIENTS.emailIndex.eq("ada@example.ORG"))
                .mapTo(Patient.class)
                .one();
        assertThat(found).isEqualTo(new Patient(id, "Ada@Example.org ", LocalDate.of(1815, 12, 10)));
        var row =
                a.from(PATIENTS).where(PATIENTS.phoneIndex.eq("991234")).list().get(0);
        assertThat(row.get(PATIENTS.income)).isEqualTo("1234.50");
        assertThat(a.from(PATIENTS)
                        .select(PATIENTS.ward)
                        .where(PATIENTS.phoneIndex.eq("991234"))
                        .one()
                        .get(PATIENTS.ward))
                .as("the phone is compared although it isn't selected")
                .isEqualTo("west");
        assertThat(Select.from(PATIENTS)
                        .where(PATIENTS.phoneIndex.eq("991234"))
                        .toSql()
                        .split("int4send\\(octet_length\\(patients.phone\\)"))
                .as("the phone is fetched once where it is selected")
                .hasSize(2);
        assertThat(row.get(PATIENTS.scan)).containsExactly(0, 1, -1);
        assertThat(row.get(PATIENTS.record)).isNull();
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.phoneAndBirth.eq("4401234", LocalDate.of(1815, 12, 10)))
                        .list())
                .hasSize(1);
        assertThat(a.from(PATIENTS).mapTo(Careful.class).one().email().orNull()).isEqualTo("Ada@Example.org ");
        a.update(PATIENTS)
                .set(PATIENTS.email, "new@example.org")
                .where(PATIENTS.id.eq(id))
                .execute();
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq("new@example.org"))
                        .exists())
                .isTrue();
        String inside = a.inTransaction(
                tx -> tx.from(PATIENTS).select(PATIENTS.email).one().get(PATIENTS.email));
        assertThat(inside).isEqualTo("new@example.org");
    }

    @Test
    void manyRowsGoInOneStatement(TestDatabase database) {
        TenantScope a = Clinic.holdfast(database).tenant(A);
        List<UUID> ids = IntStream.range(0, 50).mapToObj(i -> UUID.randomUUID()).toList();
        a.insertInto(PATIENTS)
                .rows(ids, (row, id) -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "east")
                        .set(PATIENTS.email, id + "@example.org"))
                .execute();
        a.insertInto(LETTERS)
                .rows(ids, (row, id) -> row.set(LETTERS.patientId, id).set(LETTERS.body, "Dear " + id))
                .execute();
        try (var letters = a.from(LETTERS).stream()) {
            assertThat(letters.map(row -> row.get(LETTERS.body)).toList())
                    .containsExactlyInAnyOrderElementsOf(
                            ids.stream().map(id -> "Dear " + id).toList());
        }
        assertThat(Sql.one(
                        database.superuserDataSource(), "select count(*) from holdfast.data_keys where subject <> ''"))
                .isEqualTo("50");
    }
}
