package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Letters.LETTERS;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** What the tests of data keys have in common: a tenant for each, since their keys last. */
final class Wards {

    private static final AtomicLong LAST_TENANT = new AtomicLong(1000);

    private Wards() {}

    /** The id of a tenant of its own. */
    static long tenant(TestDatabase database) {
        long id = LAST_TENANT.incrementAndGet();
        Clinic.holdfast(database).acrossTenants("fixture").tenants().create(id, "Clinic " + id);
        return id;
    }

    static TenantScope scope(TestDatabase database) {
        return scope(database, Clinic.holdfast(database));
    }

    static TenantScope scope(TestDatabase database, JdbiHoldfast holdfast) {
        return holdfast.tenant(tenant(database));
    }

    static void letter(TenantScope scope, UUID patient, String body) {
        scope.insertInto(LETTERS, row -> row.set(LETTERS.patientId, patient).set(LETTERS.body, body))
                .execute();
    }

    /** The last made key of an owner in a state. */
    static KeyInfo dataKey(TenantScope scope, String subject, KeyState state) {
        return scope.keys().list().stream()
                .filter(key -> key.purpose().equals("data") && key.subject().equals(subject) && key.state() == state)
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
