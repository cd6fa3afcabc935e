package dev.holdfast.examples.encryption;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.TinkKeyring;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Hand-written SqlObjects that mark what is encrypted, and one that forgot half of it. */
public final class EncryptedSqlObjectMain {

    /** Which row it is for, it doesn't say. */
    interface Forgetful {

        @SqlUpdate("update patients set email = :email")
        int changeEmail(@Bind("email") @Encrypted(table = "patients", column = "email") String email);
    }

    private EncryptedSqlObjectMain() {}

    public static void main(String[] args) {
        try (var database = Clinic.open(TinkKeyring.development())) {
            JdbiTenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            UUID ada = Clinic.patient(acme, "Ada");
            // region:use
            List<PatientDao.Contact> found = acme.withSqlObject(PatientDao.class, dao -> {
                dao.changeEmail(ada, "ada@example.com", "ada@example.com");
                return dao.byEmail("ADA@example.com"); // normalised as the column says
            });
            // endregion:use
            System.out.println("Found: " + found.get(0).email().orElseThrow());
            System.out.println("Printed: " + found.get(0).email());
            try {
                acme.useSqlObject(Forgetful.class, dao -> dao.changeEmail("x@example.com"));
            } catch (EncryptionException refused) {
                System.out.println("Without the row: " + refused.getClass().getSimpleName() + " when it is attached");
            }
        }
    }
}
