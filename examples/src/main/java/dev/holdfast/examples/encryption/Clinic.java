package dev.holdfast.examples.encryption;

import static dev.holdfast.examples.encryption.Letters.LETTERS;
import static dev.holdfast.examples.encryption.Patients.PATIENTS;

import dev.holdfast.Session;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.table.Schema;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;

/** The clinic's tables, and some rows. */
public final class Clinic {

    public static final Schema SCHEMA = Schema.of(PATIENTS, LETTERS);

    private Clinic() {}

    /** An empty clinic. */
    public static ExampleDatabase open(Keyring keyring) {
        return ExampleDatabase.with(SCHEMA, Encryption.with(keyring));
    }

    /** Stores a patient. */
    public static UUID patient(Session session, String name) {
        // region:insert
        UUID id = UUID.randomUUID(); // the client makes the key: the ciphertexts are bound to it
        session.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "west")
                        .set(PATIENTS.email, name.toLowerCase(Locale.ROOT) + "@example.org")
                        .set(PATIENTS.phone, "+44 20 7946 0318")
                        .set(PATIENTS.born, LocalDate.of(1815, 12, 10)))
                .execute();
        // endregion:insert
        return id;
    }

    /** Stores a letter about a patient. */
    public static void letter(Session session, UUID patient, String body) {
        session.insertInto(LETTERS, row -> row.set(LETTERS.patientId, patient).set(LETTERS.body, body))
                .execute();
    }
}
