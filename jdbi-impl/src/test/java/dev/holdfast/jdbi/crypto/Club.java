package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.People.PEOPLE;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.TenantScope;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.UUID;

/** A database with people who have keys of their own, and members whose index moves. */
public final class Club implements DatabaseTemplate {

    static final Members BEFORE = new Members(Members.Stage.BEFORE);
    static final Members MOVING = new Members(Members.Stage.MOVING);
    static final Members AFTER = new Members(Members.Stage.AFTER);

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(Schema.of(PEOPLE, MOVING), "club").toXml());
        }
    }

    /** A node with the people's table and one form of the members'. */
    static JdbiHoldfast node(
            TestDatabase database, Encryption encryption, Members members, PersonalDataStore... stores) {
        JdbiHoldfast.Builder builder = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(PEOPLE, (Table) members)
                .acrossTenants(database.acrossTenantsDataSource())
                .encryption(encryption);
        for (PersonalDataStore store : stores) {
            builder.personalData(store);
        }
        return builder.build();
    }

    static JdbiHoldfast node(TestDatabase database) {
        return node(database, Encryption.with(Clinic.KEYRING), BEFORE);
    }

    /** The scope of a new tenant. */
    static JdbiTenantScope scope(TestDatabase database, JdbiHoldfast node) {
        return node.tenant(Wards.tenant(database));
    }

    static UUID person(TenantScope scope, String email) {
        UUID id = UUID.randomUUID();
        scope.insertInto(
                        PEOPLE,
                        row -> row.set(PEOPLE.id, id).set(PEOPLE.email, email).set(PEOPLE.room, "12"))
                .execute();
        return id;
    }
}
