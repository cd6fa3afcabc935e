package dev.holdfast.jdbi.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.KeyInUseException;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A blind index gets another key: by another column, in two phases. */
@PostgresTest(template = Club.class)
class RotationOfIndexTest {

    private static TenantScope node(TestDatabase database, long tenant, Members members) {
        return Club.node(database, Encryption.with(Clinic.KEYRING), members).tenant(tenant);
    }

    private static void add(TenantScope scope, Members members, long number, String email) {
        scope.insertInto(members, row -> row.set(members.region, number % 2 == 0 ? "north" : "south")
                        .set(members.number, new Members.Number(number))
                        .set(members.email, email))
                .execute();
    }

    private static boolean finds(TenantScope scope, Members members, String email) {
        return scope.from(members).where(members.emailIndex.eq(email)).exists();
    }

    @Test
    @DisplayName("EN-9 half rotated, a search finds rows of both columns, and each keeps values unique")
    void anIndexMoves(TestDatabase database) {
        long tenant = Wards.tenant(database);
        TenantScope before = node(database, tenant, Club.BEFORE);
        TenantScope moving = node(database, tenant, Club.MOVING);
        for (int i = 0; i < 7; i++) {
            add(before, Club.BEFORE, i, "m" + i + "@example.org");
        }
        add(moving, Club.MOVING, 7, "m7@example.org");
        assertThat(finds(moving, Club.MOVING, "m3@example.org")).isTrue();
        assertThat(finds(moving, Club.MOVING, "m7@example.org")).isTrue();
        assertThat(finds(before, Club.BEFORE, "m7@example.org")).isTrue();
        for (String taken : new String[] {"m3@example.org", "m7@example.org"}) {
            assertThatThrownBy(() -> add(moving, Club.MOVING, 100, taken)).isInstanceOf(UniqueViolationException.class);
        }
        assertThat(moving.reencrypt(Club.MOVING).inBatchesOf(3).execute())
                .isEqualTo(new ReencryptionReport(7, 7, 0, 0));
        TenantScope after = node(database, tenant, Club.AFTER);
        for (int i = 0; i < 8; i++) {
            assertThat(finds(moving, Club.MOVING, "m" + i + "@example.org")).isTrue();
            assertThat(finds(after, Club.AFTER, "m" + i + "@example.org")).isTrue();
        }
        assertThatThrownBy(() -> add(after, Club.AFTER, 100, "m3@example.org"))
                .isInstanceOf(UniqueViolationException.class);

        KeyInfo old = after.keys().list().stream()
                .filter(key -> key.purpose().equals("index:members.email_bidx"))
                .findFirst()
                .orElseThrow();
        assertThat(moving.keys().uses(old.id())).isEqualTo(8);
        assertThatThrownBy(() -> moving.keys().retire(old.id()))
                .isInstanceOf(KeyInUseException.class)
                .hasMessageContaining("members.email_bidx");
        after.keys().retire(old.id());
        assertThat(after.keys().list().stream().filter(key -> key.id() == old.id()))
                .allMatch(key -> key.state() == KeyState.RETIRED);
    }
}
