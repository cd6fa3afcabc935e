package dev.holdfast.examples.encryption;

import static dev.holdfast.examples.encryption.Patients.PATIENTS;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.KeyInUseException;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** New keys for the old ones, while others read and write. */
public final class KeyRotationMain {

    private static final Duration KEPT = Duration.ofMillis(500);

    private KeyRotationMain() {}

    public static void main(String[] args) throws InterruptedException {
        TinkKeyring keyring = TinkKeyring.development();
        try (var database =
                ExampleDatabase.with(Clinic.SCHEMA, Encryption.with(keyring).keysKeptFor(KEPT))) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            IntStream.rangeClosed(1, 20).forEach(n -> Clinic.patient(acme, "P" + n));
            dataKey(acme);
            wrappingKey(database, keyring);
        }
    }

    private static void dataKey(TenantScope acme) throws InterruptedException {
        // region:promote
        KeyInfo fresh = acme.keys().promote(); // encrypts from now on; the one before it decrypts on
        // endregion:promote
        KeyInfo old = acme.keys().list().stream()
                .filter(key -> key.state() == KeyState.SUPERSEDED)
                .findFirst()
                .orElseThrow();
        System.out.println("A new key, and " + acme.keys().uses(old.id()) + " values under the old one, "
                + acme.keys().uses(fresh.id()) + " under the new one");
        try {
            acme.keys().retire(old.id());
        } catch (KeyInUseException refused) {
            System.out.println("Retire it now: refused, " + refused.uses() + " uses");
        }
        Thread.sleep(KEPT.toMillis()); // until no node encrypts by the old one any more
        // region:reencrypt
        ReencryptionReport report = acme.reencrypt(PATIENTS)
                .inBatchesOf(10)
                .reportingTo(p -> System.out.println(p.examined() + " of " + p.total() + " rows"))
                .execute();
        // endregion:reencrypt
        System.out.println("Written anew: " + report.changed() + ", left: " + report.left());
        Thread.sleep(KEPT.toMillis() + 200);
        // region:retire
        acme.keys().retire(old.id()); // refused while a value is under it, or could be
        // endregion:retire
        System.out.println("The tenant's keys: "
                + acme.keys().list().stream()
                        .filter(key -> key.purpose().equals("data"))
                        .map(KeyInfo::state)
                        .toList());
    }

    private static void wrappingKey(ExampleDatabase database, TinkKeyring keyring) {
        // region:new-primary
        TinkKeyring both = keyring.withNewPrimary(); // save it, and give it to every node
        // endregion:new-primary
        JdbiHoldfast holdfast = database.node(Clinic.SCHEMA, Encryption.with(both));
        // region:rewrap
        long rewrapped = holdfast.acrossTenants("yearly rotation").keys().rewrap(); // of all tenants
        // endregion:rewrap
        // region:without-old
        TinkKeyring alone = both.withoutKey(keyring.primaryKeyId()); // from then on its key opens nothing
        // endregion:without-old
        List<String> emails = database.node(Clinic.SCHEMA, Encryption.with(alone))
                .tenant(ExampleDatabase.ACME)
                .from(PATIENTS)
                .values(PATIENTS.email)
                .list();
        System.out.println("Wrapped anew: " + rewrapped + " keys; read without the old keyring key: " + emails.size());
    }
}
