package dev.holdfast.examples.encryption;

import static dev.holdfast.examples.encryption.Patients.PATIENTS;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.error.StatementException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.TinkKeyring;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Values that the application reads, and PostgreSQL doesn't. */
public final class EncryptedColumnsMain {

    // region:records
    record Patient(UUID id, String email, @Nullable LocalDate born) {} // throws where a value can't be decrypted

    record Checked(UUID id, Decrypted<String> email) {} // says so instead

    // endregion:records

    private EncryptedColumnsMain() {}

    public static void main(String[] args) {
        try (var database = Clinic.open(TinkKeyring.development())) {
            JdbiTenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            UUID ada = Clinic.patient(acme, "Ada");
            UUID bob = Clinic.patient(acme, "Bob");
            read(acme);
            stored(acme, ada);
            update(acme, ada);
            moved(acme, ada, bob);
        }
    }

    // region:build
    static JdbiHoldfast holdfast(DataSource application, Keyring keyring) {
        return JdbiHoldfast.builder(application)
                .schema(Clinic.SCHEMA)
                .encryption(Encryption.with(keyring))
                .build();
    }
    // endregion:build

    private static void read(TenantScope acme) {
        // region:read
        Patient ada = acme.from(PATIENTS)
                .where(PATIENTS.emailIndex.eq(" ADA@example.org"))
                .mapTo(Patient.class)
                .one();
        // endregion:read
        System.out.println("Found by e-mail: " + ada.email() + ", born " + ada.born());
    }

    private static void stored(JdbiTenantScope acme, UUID ada) {
        byte[] stored = acme.withHandle(handle -> handle.select("select email from patients where id = ?", ada)
                .mapTo(byte[].class)
                .one());
        System.out.println("Stored: " + stored.length + " bytes, of the format " + stored[0]);
    }

    private static void update(TenantScope acme, UUID ada) {
        // region:update
        acme.update(PATIENTS)
                .set(PATIENTS.email, "ada@example.com")
                .where(PATIENTS.id.eq(ada)) // names the row that it is encrypted for
                .expectOne();
        // endregion:update
        try {
            acme.update(PATIENTS)
                    .set(PATIENTS.phone, "112")
                    .where(PATIENTS.ward.eq("west"))
                    .execute();
        } catch (StatementException refused) {
            System.out.println("All of a ward at once: "
                    + String.valueOf(refused.getMessage()).replaceAll(":.*", ""));
        }
    }

    private static void moved(JdbiTenantScope acme, UUID ada, UUID bob) {
        acme.useHandle(handle -> handle.execute(
                "update patients set email = (select email from patients where id = ?) where id = ?", ada, bob));
        // region:unreadable
        List<Checked> all = acme.from(PATIENTS)
                .orderBy(PATIENTS.id.asc())
                .mapTo(Checked.class)
                .list();
        for (Checked patient : all) {
            if (patient.email() instanceof Decrypted.Unreadable<String> unreadable) {
                report(unreadable.cause());
            }
        }
        // endregion:unreadable
        try {
            acme.from(PATIENTS).mapTo(Patient.class).list();
        } catch (DecryptionException e) {
            System.out.println("As String: "
                    + String.valueOf(e.getMessage())
                            .replaceAll("key \\d+", "key …")
                            .replaceAll(":.*", ""));
        }
    }

    private static void report(DecryptionException e) {
        System.out.println("Copied to another row: " + e.table() + "." + e.column() + " is " + e.reason());
    }
}
