package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Clinic.B;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.DecryptionException.Reason;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Ciphertexts that stand where they weren't written to. */
@PostgresTest(template = Clinic.class)
class MovedTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private final JdbiTenantScope b;
    private final Tamper tamper;

    MovedTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Clinic.holdfast(database);
        this.a = holdfast.tenant(A);
        this.b = holdfast.tenant(B);
        this.tamper = new Tamper(database);
    }

    private UUID patient(JdbiTenantScope scope, String phone) {
        UUID id = Clinic.patient(scope, UUID.randomUUID() + "@example.org");
        scope.update(PATIENTS)
                .set(PATIENTS.phone, phone)
                .set(PATIENTS.born, null)
                .where(PATIENTS.id.eq(id))
                .execute();
        return id;
    }

    private long letter(JdbiTenantScope scope, UUID patient, String body) {
        return scope.insertInto(
                        LETTERS, row -> row.set(LETTERS.patientId, patient).set(LETTERS.body, body))
                .returning(LETTERS.id)
                .one()
                .get(LETTERS.id);
    }

    /** Reads with keys in memory and without. */
    private DecryptionException unreadable(long tenant, EncryptedColumn<?> column, Object id) {
        DecryptionException warm = unreadable(holdfast.tenant(tenant), column, id);
        DecryptionException cold = unreadable(Clinic.holdfast(database).tenant(tenant), column, id);
        assertThat(cold.table()).isEqualTo(warm.table());
        assertThat(cold.reason()).isEqualTo(warm.reason());
        return cold;
    }

    private static DecryptionException unreadable(JdbiTenantScope scope, EncryptedColumn<?> column, Object id) {
        var select = column.source() == PATIENTS
                ? scope.from(PATIENTS).where(PATIENTS.id.eq((UUID) id)).one()
                : scope.from(LETTERS).where(LETTERS.id.eq((Long) id)).one();
        DecryptionException thrown = catchThrowableOfType(DecryptionException.class, () -> select.get(column));
        assertThat(thrown).as(column + " " + id).isNotNull();
        assertThat(thrown.table()).isEqualTo(column.source().name());
        assertThat(thrown.column()).isEqualTo(column.name());
        assertThat(thrown).hasMessageContaining(column.qualifiedName());
        assertThat(Chain.text(thrown)).doesNotContain("@example.org", "s3cr3t");
        assertThat(select.get(column.decrypted())).isInstanceOf(Decrypted.Unreadable.class);
        return thrown;
    }

    @Test
    @DisplayName("EN-1 two values exchanged between rows can both not be decrypted, and nothing else is lost")
    void rows() {
        UUID ann = patient(a, "1");
        UUID bob = patient(a, "2");
        byte[] ofAnn = tamper.read("patients", "phone", Tamper.id(ann));
        byte[] ofBob = tamper.read("patients", "phone", Tamper.id(bob));
        tamper.write("patients", "phone", ofBob, Tamper.id(ann));
        tamper.write("patients", "phone", ofAnn, Tamper.id(bob));

        assertThat(unreadable(A, PATIENTS.phone, ann).reason()).isEqualTo(Reason.ALTERED_OR_MOVED);
        DecryptionException thrown = unreadable(A, PATIENTS.phone, bob);
        assertThat(thrown.reason()).isEqualTo(Reason.ALTERED_OR_MOVED);
        String key = Sql.one(
                database.superuserDataSource(),
                "select id from holdfast.data_keys where tenant = '1' and purpose = 'data' and subject = ''");
        assertThat(thrown.keyId()).hasToString(key);
        assertThat(thrown).hasMessageContaining("data key " + key);
        assertThat(a.from(PATIENTS).where(PATIENTS.id.eq(ann)).one().get(PATIENTS.email))
                .endsWith("@example.org");

        tamper.write("patients", "phone", ofAnn, Tamper.id(ann));
        assertThat(a.from(PATIENTS).where(PATIENTS.id.eq(ann)).one().get(PATIENTS.phone))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("EN-2 a value copied to another column, table, tenant or person can't be decrypted there")
    void places() {
        UUID ann = patient(a, "1");
        UUID bob = patient(a, "2");
        UUID eve = patient(b, "3");
        long toAnn = letter(a, ann, "s3cr3t");
        long toBob = letter(a, bob, "s3cr3t too");
        long toEve = letter(b, eve, "s3cr3t three");

        tamper.run("update patients set phone = email where " + Tamper.id(ann));
        assertThat(unreadable(A, PATIENTS.phone, ann).reason()).isEqualTo(Reason.ALTERED_OR_MOVED);

        tamper.run("update letters set body = (select email from patients where " + Tamper.id(ann) + ") where id = "
                + toAnn);
        assertThat(unreadable(A, LETTERS.body, toAnn).reason()).isEqualTo(Reason.ALTERED_OR_MOVED);

        tamper.run("update patients set email = (select email from patients where " + Tamper.id(ann) + ") where "
                + Tamper.id(eve));
        assertThat(unreadable(B, PATIENTS.email, eve).reason()).isIn(Reason.ALTERED_OR_MOVED, Reason.UNKNOWN_KEY);

        tamper.run("update letters set body = (select body from letters where id = " + toBob + ") where id = " + toEve);
        assertThat(unreadable(B, LETTERS.body, toEve).reason()).isIn(Reason.ALTERED_OR_MOVED, Reason.UNKNOWN_KEY);

        tamper.run("update letters set body = (select body from letters where id = " + toBob + ") where id = " + toAnn);
        assertThat(unreadable(A, LETTERS.body, toAnn).reason())
                .as("another person's letter")
                .isEqualTo(Reason.ALTERED_OR_MOVED);
    }

    @Test
    @DisplayName("EN-2 a whole row that is given to another tenant or person takes no value with it")
    void wholeRows() {
        UUID ann = patient(a, "1");
        UUID bob = patient(a, "2");
        long toAnn = letter(a, ann, "s3cr3t");
        tamper.run("update letters set patient_id = '" + bob + "' where id = " + toAnn);
        assertThat(unreadable(A, LETTERS.body, toAnn).reason()).isEqualTo(Reason.ALTERED_OR_MOVED);

        UUID eve = patient(a, "3");
        tamper.run("set session_replication_role = replica; update patients set tenant_id = 2 where " + Tamper.id(eve));
        assertThat(unreadable(B, PATIENTS.phone, eve).reason()).isIn(Reason.ALTERED_OR_MOVED, Reason.UNKNOWN_KEY);
    }

    @Test
    @DisplayName("EN-5 what isn't bound to its row can be exchanged between rows of one person, as documented")
    void notBound() {
        UUID ann = patient(a, "1");
        long first = letter(a, ann, "first");
        long second = letter(a, ann, "second");
        tamper.run(
                "update letters set body = (select body from letters where id = " + second + ") where id = " + first);
        assertThat(a.from(LETTERS).where(LETTERS.id.eq(first)).one().get(LETTERS.body))
                .isEqualTo("second");
    }

    @Test
    @DisplayName("EN-1 a blind index that was copied to another row finds nothing")
    void plantedHash() {
        UUID ann = patient(a, "5551111");
        UUID bob = patient(a, "5552222");
        String email = a.from(PATIENTS).where(PATIENTS.id.eq(ann)).one().get(PATIENTS.email);
        byte[] hash = tamper.read("patients", "email_bidx", Tamper.id(ann));
        tamper.run("update patients set email_bidx = null where " + Tamper.id(ann));
        tamper.write("patients", "email_bidx", hash, Tamper.id(bob));
        tamper.run("update patients set phone_born_bidx = '\\x00' where " + Tamper.id(bob));

        var found = a.from(PATIENTS).where(PATIENTS.emailIndex.eq(email));
        assertThat(found.list()).isEmpty();
        assertThat(found.findOne()).isEmpty();
        assertThat(found.values(PATIENTS.id).list()).isEmpty();
        assertThat(found.limit(1).list()).isEmpty();
        try (var rows = found.stream()) {
            assertThat(rows).isEmpty();
        }
        assertThat(found.orderBy(PATIENTS.id.asc()).limit(5).page().items()).isEmpty();
        assertThat(a.from(PATIENTS.alias("p"))
                        .where(PATIENTS.alias("p").of(PATIENTS.emailIndex).oneOf(java.util.List.of(email)))
                        .list())
                .isEmpty();
    }
}
