package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;

import dev.holdfast.TenantScope;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.UUID;

/** The database of the tests of encryption: created by the changelog that the schema prints, with two tenants. */
public final class Clinic implements DatabaseTemplate {

    public static final Schema SCHEMA = Schema.of(PATIENTS, LETTERS);
    public static final TinkKeyring KEYRING = TinkKeyring.generate();
    public static final long A = 1;
    public static final long B = 2;

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(SCHEMA, "clinic").toXml());
        }
        var tenants = holdfast(database).acrossTenants("fixture").tenants();
        tenants.create(A, "Clinic A");
        tenants.create(B, "Clinic B");
    }

    /** A Holdfast with a keyring that all tests of this JVM share. */
    public static JdbiHoldfast holdfast(TestDatabase database) {
        return holdfast(database, Encryption.with(KEYRING));
    }

    /** A Holdfast that encrypts in another way: a node of its own, with keys remembered apart. */
    public static JdbiHoldfast holdfast(TestDatabase database, Encryption encryption) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(encryption)
                .build();
    }

    /** Stores a patient and gives back the id. */
    public static UUID patient(TenantScope scope, String email) {
        UUID id = UUID.randomUUID();
        scope.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "west")
                        .set(PATIENTS.email, email))
                .execute();
        return id;
    }
}
