package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Clinic.SCHEMA;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Encrypted columns without encryption, without the right key, without the table of keys. */
@PostgresTest(template = Clinic.class)
class KeylessTest {

    private final TestDatabase database;
    private UUID id = new UUID(0, 0);

    KeylessTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void onePatient() {
        new Tamper(database).empty();
        id = Clinic.patient(Clinic.holdfast(database).tenant(A), "ann@example.org");
    }

    private static void refused(String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("@example.org");
    }

    @Test
    void withoutEncryptionTheOtherColumnsAreReadAndWritten() {
        JdbiTenantScope plain = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .build()
                .tenant(A);
        assertThat(plain.from(PATIENTS)
                        .select(PATIENTS.id, PATIENTS.ward)
                        .where(PATIENTS.email.isNotNull())
                        .one()
                        .get(PATIENTS.ward))
                .isEqualTo("west");
        assertThat(plain.update(PATIENTS)
                        .set(PATIENTS.ward, "east")
                        .where(PATIENTS.id.eq(id))
                        .execute())
                .isEqualTo(1);
        String why = "give .encryption(Encryption.with(keyring)) to the builder";
        refused(why, () -> plain.from(PATIENTS).list());
        refused(why, () -> plain.from(PATIENTS).select(PATIENTS.email).list());
        refused(why, () -> plain.from(PATIENTS)
                .where(PATIENTS.emailIndex.eq("x@example.org"))
                .exists());
        refused(why, () -> Clinic.patient(plain, "x@example.org"));
        refused(why, () -> {
            try (var rows = plain.from(PATIENTS).stream()) {
                rows.toList();
            }
        });
        plain.deleteFrom(PATIENTS).where(PATIENTS.id.eq(id)).execute();
    }

    @Test
    @DisplayName("EN-6 with another keyring nothing is read, and nothing is written by a key that can't be opened")
    void anotherKeyring() {
        JdbiTenantScope other = Clinic.holdfast(database, Encryption.with(TinkKeyring.generate()))
                .tenant(A);
        var row = other.from(PATIENTS).one();
        assertThat(row.get(PATIENTS.ward)).isEqualTo("west");
        assertThatThrownBy(() -> row.get(PATIENTS.email))
                .isInstanceOfSatisfying(DecryptionException.class, e -> assertThat(e.reason())
                        .isEqualTo(DecryptionException.Reason.KEYRING));
        refused("can't be opened by the keyring", () -> Clinic.patient(other, "x@example.org"));
        refused("can't be opened by the keyring", () -> other.from(PATIENTS)
                .where(PATIENTS.emailIndex.eq("x@example.org"))
                .list());
    }

    @Test
    @DisplayName("EN-18 clear text isn't read in strict mode; migrating reads and counts it")
    void clearText() {
        Sql.run(
                database.superuserDataSource(),
                "update patients set email = '\\x00'::bytea || convert_to('clear@example.org', 'UTF8')");
        assertThat(Clinic.holdfast(database).tenant(A).from(PATIENTS).one().get(PATIENTS.email.decrypted()))
                .isInstanceOfSatisfying(Decrypted.Unreadable.class, unreadable -> assertThat(
                                unreadable.cause().reason())
                        .isEqualTo(DecryptionException.Reason.CLEAR_TEXT));
        Encryption migrating = Encryption.with(Clinic.KEYRING).mode(EncryptionMode.MIGRATING);
        assertThat(Clinic.holdfast(database, migrating)
                        .tenant(A)
                        .from(PATIENTS)
                        .one()
                        .get(PATIENTS.email))
                .isEqualTo("clear@example.org");
        assertThat(migrating.clearTextRead()).isEqualTo(1);
        Encryption readOnly = Encryption.with(Clinic.KEYRING).mode(EncryptionMode.READ_ONLY);
        assertThat(Clinic.holdfast(database, readOnly)
                        .tenant(A)
                        .from(PATIENTS)
                        .one()
                        .get(PATIENTS.email.decrypted()))
                .isInstanceOf(Decrypted.Unreadable.class);
    }

    @Test
    void readOnlyReadsAndSearchesAndEncryptsNothing() {
        JdbiTenantScope reader = Clinic.holdfast(
                        database, Encryption.with(Clinic.KEYRING).mode(EncryptionMode.READ_ONLY))
                .tenant(A);
        assertThat(reader.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq("ann@example.org"))
                        .one()
                        .get(PATIENTS.email))
                .isEqualTo("ann@example.org");
        refused("the mode is READ_ONLY", () -> Clinic.patient(reader, "x@example.org"));
        refused("the mode is READ_ONLY", () -> reader.update(PATIENTS)
                .set(PATIENTS.email, "x@example.org")
                .where(PATIENTS.id.eq(id))
                .execute());
        assertThat(reader.update(PATIENTS)
                        .set(PATIENTS.ward, "east")
                        .where(PATIENTS.id.eq(id))
                        .execute())
                .isEqualTo(1);
    }

    @Test
    void aMissingTableOfKeysIsNamed() {
        Sql.run(database.superuserDataSource(), "alter table holdfast.data_keys rename to hidden_keys");
        try {
            JdbiTenantScope fresh = Clinic.holdfast(database).tenant(A);
            assertThatThrownBy(() -> fresh.from(PATIENTS).list())
                    .isInstanceOf(HoldfastException.class)
                    .hasMessageContaining("data_keys");
            assertThatThrownBy(() -> Clinic.patient(fresh, "x@example.org"))
                    .isInstanceOf(HoldfastException.class)
                    .hasMessageContaining("data_keys")
                    .hasMessageContaining("changelog")
                    .hasMessageNotContaining("@example.org");
            assertThat(fresh.from(PATIENTS).select(PATIENTS.ward).list()).hasSize(1);
        } finally {
            Sql.run(database.superuserDataSource(), "alter table holdfast.hidden_keys rename to data_keys");
        }
    }
}
