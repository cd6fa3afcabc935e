package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StaleVersionException;
import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.query.OnConflict;
import dev.holdfast.sql.Uuids;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inserts, upserts and updates of encrypted columns. */
@PostgresTest(template = Clinic.class)
class UpsertTest {

    private static final LocalDate DAY = LocalDate.of(2000, 1, 1);

    private final TestDatabase database;
    private final JdbiTenantScope a;

    UpsertTest(TestDatabase database) {
        this.database = database;
        this.a = Clinic.holdfast(database).tenant(A);
    }

    @BeforeEach
    void nobody() {
        new Tamper(database).empty();
    }

    private String email(UUID id) {
        return a.from(PATIENTS).where(PATIENTS.id.eq(id)).one().get(PATIENTS.email);
    }

    @Test
    void rowsOfDifferentColumnsGoAsValues() {
        List<UUID> ids = IntStream.range(0, 20).mapToObj(i -> Uuids.v7()).toList();
        a.insertInto(PATIENTS)
                .rows(ids, (row, id) -> {
                    row.set(PATIENTS.id, id).set(PATIENTS.ward, "x").set(PATIENTS.email, id + "@example.org");
                    if (ids.indexOf(id) % 2 == 0) {
                        row.set(PATIENTS.phone, "555" + ids.indexOf(id)).set(PATIENTS.born, DAY);
                    }
                })
                .execute();
        ids.forEach(id -> assertThat(email(id)).isEqualTo(id + "@example.org"));
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.phoneAndBirth.eq("5554", DAY))
                        .values(PATIENTS.id)
                        .list())
                .containsExactly(ids.get(4));
        assertThat(a.from(PATIENTS).where(PATIENTS.phone.isNull()).count()).isEqualTo(10);
    }

    @Test
    void tensOfThousandsAreSeveralStatements() {
        List<Integer> numbers = IntStream.range(0, 12_000).boxed().toList();
        a.insertInto(PATIENTS)
                .rows(numbers, (row, i) -> {
                    row.set(PATIENTS.id, new UUID(3, i)).set(PATIENTS.ward, "x").set(PATIENTS.email, i + "@x.org");
                    if (i == 5) {
                        row.set(PATIENTS.scan, new byte[] {1});
                    }
                })
                .execute();
        assertThat(email(new UUID(3, 11_999))).isEqualTo("11999@x.org");
        assertThat(a.from(PATIENTS).list()).hasSize(12_000);
    }

    @Test
    void anUpsertOfManyRowsByPrimaryKey() {
        UUID there = Clinic.patient(a, "there@example.org");
        List<UUID> ids = List.of(there, Uuids.v7(), Uuids.v7());
        for (int run = 0; run < 2; run++) {
            int now = run;
            a.insertInto(PATIENTS)
                    .rows(ids, (row, id) -> row.set(PATIENTS.id, id)
                            .set(PATIENTS.ward, "x")
                            .set(PATIENTS.email, id + "-" + now + "@example.org"))
                    .onConflict(OnConflict.on(PATIENTS.id).update(PATIENTS.email))
                    .execute();
            ids.forEach(id -> {
                assertThat(email(id)).isEqualTo(id + "-" + now + "@example.org");
                assertThat(a.from(PATIENTS)
                                .where(PATIENTS.emailIndex.eq(id + "-" + now + "@example.org"))
                                .list())
                        .hasSize(1);
            });
        }
        assertThat(a.from(PATIENTS).count()).isEqualTo(3);
    }

    @Test
    void aConflictInTheBlindIndexLeavesTheEncryptedValueAlone() {
        UUID there = Clinic.patient(a, "there@example.org");
        var again = a.insertInto(PATIENTS, row -> row.set(PATIENTS.id, Uuids.v7())
                .set(PATIENTS.ward, "new ward")
                .set(PATIENTS.email, "THERE@example.org"));
        assertThat(again.onConflict(OnConflict.on(PATIENTS.emailIndex)).execute())
                .isZero();
        again.onConflict(OnConflict.on(PATIENTS.emailIndex).update(PATIENTS.ward))
                .execute();
        assertThat(a.from(PATIENTS).one().get(PATIENTS.ward)).isEqualTo("new ward");
        assertThat(email(there)).isEqualTo("there@example.org");
        assertThatThrownBy(() -> again.onConflict(
                                OnConflict.on(PATIENTS.emailIndex).update(PATIENTS.email))
                        .execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("Conflict on the primary key");
    }

    @Test
    void aDeletedRowIsRevivedByItsBlindIndex() {
        UUID there = Clinic.patient(a, "there@example.org");
        a.deleteFrom(PATIENTS).where(PATIENTS.id.eq(there)).execute();
        a.insertInto(PATIENTS, row -> row.set(PATIENTS.id, Uuids.v7())
                        .set(PATIENTS.ward, "back")
                        .set(PATIENTS.email, "THERE@example.org"))
                .onConflict(
                        OnConflict.on(PATIENTS.emailIndex).update(PATIENTS.ward).reviving())
                .execute();
        var row = a.from(PATIENTS).one();
        assertThat(row.get(PATIENTS.id)).isEqualTo(there);
        assertThat(row.get(PATIENTS.ward)).isEqualTo("back");
        assertThat(row.get(PATIENTS.email)).isEqualTo("there@example.org");
    }

    @Test
    void anUpdateByKeyAndVersion() {
        UUID id = Clinic.patient(a, "there@example.org");
        a.update(PATIENTS)
                .set(PATIENTS.email, "second@example.org")
                .where(PATIENTS.id.eq(id))
                .atVersion(1)
                .execute();
        assertThat(email(id)).isEqualTo("second@example.org");
        assertThatThrownBy(() -> a.update(PATIENTS)
                        .set(PATIENTS.email, "third@example.org")
                        .where(PATIENTS.id.eq(id))
                        .atVersion(1)
                        .execute())
                .isInstanceOf(StaleVersionException.class)
                .hasMessageNotContaining("example.org");
        assertThatThrownBy(() -> a.update(PATIENTS)
                        .set(PATIENTS.email, "x@example.org")
                        .where(PATIENTS.ward.eq("west"))
                        .execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("name it in the condition, where(id.eq(…))");
    }

    @Test
    void aKeyChangesWithItsValues() {
        UUID ann = Clinic.patient(a, "ann@example.org");
        UUID bob = Clinic.patient(a, "bob@example.org");
        long id = a.insertInto(LETTERS, row -> row.set(LETTERS.patientId, ann).set(LETTERS.body, "to Ann"))
                .returning(LETTERS.id)
                .one()
                .get(LETTERS.id);
        assertThatThrownBy(() -> a.update(LETTERS)
                        .set(LETTERS.patientId, bob)
                        .where(LETTERS.id.eq(id))
                        .execute())
                .hasMessageContaining("letters.patient_id can't change alone");
        a.update(LETTERS)
                .set(LETTERS.patientId, bob)
                .set(LETTERS.body, "to Bob")
                .where(LETTERS.id.eq(id))
                .execute();
        assertThat(a.from(LETTERS).one().get(LETTERS.body)).isEqualTo("to Bob");
        assertThatThrownBy(() -> a.update(LETTERS)
                        .set(LETTERS.body, "to whom")
                        .where(LETTERS.id.eq(id))
                        .execute())
                .hasMessageContaining("the row's patient_id isn't known");
        a.update(LETTERS)
                .set(LETTERS.body, "to Bob again")
                .where(LETTERS.id.eq(id).and(LETTERS.patientId.eq(bob)))
                .execute();
        assertThat(a.from(LETTERS).one().get(LETTERS.body)).isEqualTo("to Bob again");
    }
}
