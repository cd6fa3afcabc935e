package dev.holdfast.jdbi.audit;

import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.KeyInUseException;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.ShreddedException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.crypto.Clinic;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Encrypted values stay ciphertexts in the log, and are opened for who reads them by the column. */
@PostgresTest(template = Audited.OfClinic.class)
class AuditSealedTest {

    /** Its digits may be anybody's. */
    private static final String INSTANT = "[0-9-]+T[0-9:.]+Z";

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final TenantScope scope;
    private String first = "";
    private String second = "";

    AuditSealedTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Clinic.holdfast(database);
        this.scope = holdfast.tenant(Clinic.A);
    }

    private UUID changed() {
        first = UUID.randomUUID() + "@clinic.test";
        second = UUID.randomUUID() + "@clinic.test";
        UUID id = Clinic.patient(scope, first);
        scope.update(PATIENTS)
                .set(PATIENTS.email, second)
                .set(PATIENTS.phone, "044 668 18 00")
                .set(PATIENTS.born, LocalDate.of(1999, 12, 31))
                .set(PATIENTS.income, new BigDecimal("12.50"))
                .set(PATIENTS.record, new Layout("dark", List.of(1)))
                .set(PATIENTS.scan, new byte[] {1, 2})
                .where(PATIENTS.id.eq(id))
                .execute();
        return id;
    }

    @Test
    @DisplayName("AH-18 the log has ciphertexts alone; they are opened by the column, and never shown or exported")
    void opened() {
        UUID id = changed();

        AuditEntry entry = scope.audit().of(PATIENTS, id).first().orElseThrow();

        assertThat(entry.of(PATIENTS.email).before()).isEqualTo(first);
        assertThat(entry.of(PATIENTS.email).after()).isEqualTo(second);
        assertThat(entry.of(PATIENTS.born).before()).isNull();
        assertThat(entry.of(PATIENTS.born).after()).isEqualTo(LocalDate.of(1999, 12, 31));
        assertThat(entry.of(PATIENTS.income).after()).isEqualTo(new BigDecimal("12.50"));
        assertThat(entry.of(PATIENTS.record).after()).isEqualTo(new Layout("dark", List.of(1)));
        assertThat(entry.of(PATIENTS.scan).after()).containsExactly(1, 2);
        assertThat(entry.of(PATIENTS.email.decrypted()).after()).isEqualTo(new Decrypted.Clear<>(second));
        assertThat(entry.of(PATIENTS.born.decrypted()).before()).isEqualTo(new Decrypted.Clear<>(null));
        String cell = String.valueOf(entry.ofText("email").after());
        assertThat(cell).startsWith("\\x01");
        for (String shown : List.of(
                entry.toString(),
                entry.toJson(),
                entry.of(PATIENTS.email).toString(),
                scope.audit().changeSet(entry.changeSet().id()).orElseThrow().toText(),
                scope.audit().changeSet(entry.changeSet().id()).orElseThrow().toJson())) {
            assertThat(shown.replaceAll(INSTANT, ""))
                    .doesNotContain("clinic.test", "1999-12-31", "12.50", "dark", cell.substring(2));
        }
        assertThat(entry.toString()).contains("email (encrypted) → (encrypted)", "born null → (encrypted)");
        assertThat(entry.toJson()).contains("\"email\":{\"encrypted\":true}");
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select string_agg(changes::text, '') from holdfast.audit_entries where key = '" + id + "'"))
                .doesNotContain("clinic.test", "1999-12-31", "12.50", "dark");
    }

    @Test
    @DisplayName("AH-18 with the tables read as one, too; in a transaction, and by a node that has read no key yet")
    void everywhere() {
        UUID id = changed();
        JdbiHoldfast other = Clinic.holdfast(database);

        assertThat(other.tenant(Clinic.A).audit().everything().list(10).stream()
                        .filter(entry -> entry.key().equals(List.of(id.toString())))
                        .filter(entry -> entry.has(PATIENTS.email))
                        .map(entry -> entry.get(PATIENTS.email).before()))
                .contains(first);
        AuditEntry kept =
                scope.inTransaction(tx -> tx.audit().of(PATIENTS, id).first().orElseThrow());
        assertThat(kept.of(PATIENTS.email).before()).isEqualTo(first);
    }

    @Test
    @DisplayName("AH-18 a value of a row that is gone is opened; one that was put under another key isn't")
    void boundToItsRow() {
        UUID id = changed();
        UUID thief = changed();
        Sql.run(
                database.superuserDataSource(),
                "update holdfast.audit_entries e set changes = jsonb_set(e.changes, '{email}', v.changes -> 'email')"
                        + " from holdfast.audit_entries v where e.key = '" + thief + "' and v.key = '" + id
                        + "' and e.action = 'update' and v.action = 'update'");

        AuditEntry moved = scope.audit().of(PATIENTS, thief).first().orElseThrow();

        assertThatThrownBy(() -> moved.of(PATIENTS.email).after())
                .isInstanceOfSatisfying(DecryptionException.class, e -> assertThat(e.reason())
                        .isEqualTo(DecryptionException.Reason.ALTERED_OR_MOVED));
        assertThat(moved.of(PATIENTS.email.decrypted()).after()).isInstanceOf(Decrypted.Unreadable.class);
        assertThat(moved.of(PATIENTS.income).after()).isEqualTo(new BigDecimal("12.50"));
    }

    @Test
    @DisplayName("AH-18 a shredded person's values are shredded in the log, and nobody else's")
    void shredded() {
        UUID person = Clinic.patient(scope, UUID.randomUUID() + "@clinic.test");
        long id = letter(person);
        long others = letter(Clinic.patient(scope, UUID.randomUUID() + "@clinic.test"));

        assertThat(scope.audit()
                        .of(LETTERS, id)
                        .first()
                        .orElseThrow()
                        .of(LETTERS.body)
                        .before())
                .isEqualTo("dear");
        scope.keys().shredSubject(person);

        AuditEntry entry = scope.audit().of(LETTERS, id).first().orElseThrow();
        assertThatThrownBy(() -> entry.of(LETTERS.body).before()).isInstanceOf(ShreddedException.class);
        assertThat(scope.audit()
                        .of(LETTERS, others)
                        .first()
                        .orElseThrow()
                        .of(LETTERS.body)
                        .before())
                .isEqualTo("dear");
    }

    /** The update's entry doesn't tell whose letter it is: that didn't change. */
    private long letter(UUID person) {
        long id = scope.insertInto(
                        LETTERS, row -> row.set(LETTERS.patientId, person).set(LETTERS.body, "dear"))
                .returning(LETTERS.id)
                .one()
                .get(LETTERS.id);
        scope.update(LETTERS)
                .set(LETTERS.body, "dearest")
                .set(LETTERS.patientId, person)
                .where(LETTERS.id.eq(id))
                .execute();
        return id;
    }

    @Test
    @DisplayName("AH-18 reverting brings the same ciphertext back, with its blind indexes")
    void reverted() {
        first = UUID.randomUUID() + "@clinic.test";
        second = UUID.randomUUID() + "@clinic.test";
        UUID id = Clinic.patient(scope, first);
        String cells = "select email::text || email_bidx::text || coalesce(income::text, '') from patients where id = '"
                + id + "'";
        String before = Sql.one(database.superuserDataSource(), cells);
        scope.update(PATIENTS)
                .set(PATIENTS.email, second)
                .set(PATIENTS.income, BigDecimal.ONE)
                .where(PATIENTS.id.eq(id))
                .execute();
        AuditEntry entry = scope.audit().of(PATIENTS, id).first().orElseThrow();

        assertThat(scope.audit().reverting(entry).execute().isReverted()).isTrue();

        assertThat(Sql.one(database.superuserDataSource(), cells)).isEqualTo(before);
        assertThat(scope.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq(first))
                        .values(PATIENTS.email)
                        .list())
                .contains(first);
        assertThat(scope.from(PATIENTS)
                        .where(PATIENTS.id.eq(id))
                        .values(PATIENTS.version)
                        .one())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("a Holdfast without a keyring reads the log, and refuses what is encrypted alone")
    void withoutKeyring() {
        UUID id = changed();
        var plain = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Clinic.SCHEMA)
                .json(new dev.holdfast.jdbi.Jackson3Json())
                .build();

        AuditEntry entry =
                plain.tenant(Clinic.A).audit().of(PATIENTS, id).first().orElseThrow();

        assertThat(entry.of(PATIENTS.version).after()).isEqualTo(2);
        assertThatThrownBy(() -> entry.of(PATIENTS.email).after()).isInstanceOf(EncryptionException.class);
    }

    @Test
    @DisplayName("EN-4 a key isn't retired while entries or versions are under it; when they are dropped, it is")
    void retired() {
        JdbiHoldfast node =
                Clinic.holdfast(database, Encryption.with(Clinic.KEYRING).keysKeptFor(Duration.ofMillis(40)));
        TenantScope tenant = node.tenant(Clinic.B);
        Sql.run(
                database.ownerDataSource(),
                "select holdfast.enable_history('patients', 'tenant_id', '" + database.user(Role.APPLICATION) + "', '"
                        + database.user(Role.ACROSS_TENANTS) + "')");
        Clinic.patient(tenant, "ada@example.org");
        KeyInfo old = tenant.keys().list().stream()
                .filter(key -> key.purpose().equals("data") && key.subject().isEmpty())
                .findFirst()
                .orElseThrow();
        tenant.keys().promote();
        tenant.reencrypt(PATIENTS).execute();
        LockSupport.parkNanos(Duration.ofMillis(150).toNanos());

        assertThatThrownBy(() -> tenant.keys().retire(old.id()))
                .isInstanceOf(KeyInUseException.class)
                .hasMessageContaining("holdfast.audit_entries=1")
                .hasMessageContaining("patients_versions=1")
                .hasMessageContaining("until they are dropped");
        Sql.run(database.superuserDataSource(), "delete from holdfast.audit_entries where tenant_id = " + Clinic.B);
        assertThatThrownBy(() -> tenant.keys().retire(old.id()))
                .isInstanceOf(KeyInUseException.class)
                .hasMessageContaining("patients_versions=1");
        Sql.run(
                database.superuserDataSource(),
                "delete from patients_versions where holdfast_action = 'insert' and tenant_id = " + Clinic.B);
        tenant.keys().retire(old.id());
    }
}
