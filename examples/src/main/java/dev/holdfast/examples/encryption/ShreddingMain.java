package dev.holdfast.examples.encryption;

import static dev.holdfast.examples.encryption.Letters.LETTERS;
import static dev.holdfast.examples.encryption.Patients.PATIENTS;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.ShreddedException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Forgetting a person, and a tenant, by destroying keys. */
public final class ShreddingMain {

    record Letter(UUID patientId, Decrypted<String> body) {}

    private static final Duration KEPT = Duration.ofSeconds(2);

    private ShreddingMain() {}

    public static void main(String[] args) throws InterruptedException {
        TinkKeyring keyring = TinkKeyring.development();
        Encryption encryption = Encryption.with(keyring).keysKeptFor(KEPT);
        try (var database = ExampleDatabase.with(Clinic.SCHEMA, encryption)) {
            JdbiHoldfast holdfast = database.holdfast();
            TenantScope acme = holdfast.tenant(ExampleDatabase.ACME);
            TenantScope elsewhere = database.node(
                            Clinic.SCHEMA, Encryption.with(keyring).keysKeptFor(KEPT))
                    .tenant(ExampleDatabase.ACME);
            UUID ada = Clinic.patient(acme, "Ada");
            Clinic.letter(acme, ada, "Dear Ada");
            Clinic.letter(acme, Clinic.patient(acme, "Linus"), "Dear Linus");
            System.out.println("Before: " + told(elsewhere));
            // region:shred-subject
            long keys = acme.because("asked to be forgotten").keys().shredSubject(ada);
            // endregion:shred-subject
            System.out.println("Keys destroyed: " + keys + "; here: " + told(acme));
            Thread.sleep(KEPT.toMillis() + 100);
            System.out.println("On another node, " + KEPT.toSeconds() + " s later: " + told(elsewhere));
            newValue(acme, ada);
            tenant(holdfast);
            System.out.println("Its patients: "
                    + acme.from(PATIENTS).values(PATIENTS.email.decrypted()).list().stream()
                            .map(ShreddingMain::told)
                            .toList());
        }
    }

    private static List<String> told(TenantScope scope) {
        return scope.from(LETTERS).orderBy(LETTERS.id.asc()).mapTo(Letter.class).list().stream()
                .map(letter -> told(letter.body()))
                .toList();
    }

    // region:told
    private static String told(Decrypted<String> value) {
        if (value instanceof Decrypted.Clear<String> clear) {
            return clear.value();
        }
        if (value instanceof Decrypted.Shredded<String>) {
            return "(forgotten)";
        }
        return "(" + ((Decrypted.Unreadable<String>) value).cause().reason() + ")";
    }
    // endregion:told

    private static void newValue(TenantScope acme, UUID ada) {
        try {
            Clinic.letter(acme, ada, "Dear Ada, once more");
        } catch (ShreddedException refused) {
            System.out.println(
                    "A new letter: " + String.valueOf(refused.getMessage()).replaceAll(":.*", ""));
        }
    }

    private static void tenant(JdbiHoldfast holdfast) {
        // region:shred-tenant
        long keys = holdfast.acrossTenants("contract ended").keys().shredTenant(ExampleDatabase.ACME);
        // endregion:shred-tenant
        System.out.println("Of the tenant: " + keys + " keys");
    }
}
