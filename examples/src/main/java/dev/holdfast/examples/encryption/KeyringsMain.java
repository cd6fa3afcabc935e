package dev.holdfast.examples.encryption;

import static dev.holdfast.examples.encryption.Patients.PATIENTS;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.DataAlgorithm;
import dev.holdfast.jdbi.TinkKeyring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** Where the keys that protect the data keys come from, and the way from one place to another. */
public final class KeyringsMain {

    private KeyringsMain() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("holdfast-keyrings");
        Path file = folder.resolve("keyring.json");
        KmsClient kms = new TrialKms();
        try (var database = Clinic.open(fromFile(file, kms))) {
            Clinic.patient(database.holdfast().tenant(ExampleDatabase.ACME), "Ada");
            TinkKeyring again = TinkKeyring.ofFile(file, kms.getAead("trial-kms://files"));
            System.out.println("From the file, by another node: " + read(database, again));
            fromFileToKms(database, again, kms);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static TinkKeyring fromFile(Path file, KmsClient kms) throws GeneralSecurityException {
        // region:file
        Aead fileKey = kms.getAead("trial-kms://files"); // such as aws-kms://arn:aws:kms:…
        TinkKeyring.generate().saveTo(file, fileKey); // once
        TinkKeyring keyring = TinkKeyring.ofFile(file, fileKey); // at each start
        // endregion:file
        return keyring;
    }

    private static void fromFileToKms(ExampleDatabase database, TinkKeyring fromFile, KmsClient kms) {
        // region:kms
        TinkKeyring inKms = TinkKeyring.ofKms("trial-kms://clinic", kms); // this key never leaves the service
        TinkKeyring both = inKms.alsoUnwrapping(fromFile); // as long as a data key is wrapped by the old one
        // endregion:kms
        // region:xaes
        TinkKeyring large = both.withDataKeys(DataAlgorithm.XAES_256_GCM); // for more than 2^32 values a key
        // endregion:xaes
        System.out.println("By both: " + read(database, large) + ", new keys by " + large.primaryKeyId());
        TenantScope acme = database.node(Clinic.SCHEMA, Encryption.with(both)).tenant(ExampleDatabase.ACME);
        System.out.println("Wrapped anew by the service: " + acme.keys().rewrap());
        System.out.println("By the service alone: " + read(database, inKms));
    }

    private static String read(ExampleDatabase database, TinkKeyring keyring) {
        return database.node(Clinic.SCHEMA, Encryption.with(keyring))
                .tenant(ExampleDatabase.ACME)
                .from(PATIENTS)
                .values(PATIENTS.email)
                .one();
    }
}
