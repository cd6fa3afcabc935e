package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static dev.holdfast.jdbi.crypto.Wards.dataKey;
import static dev.holdfast.jdbi.crypto.Wards.letter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promoting keys and encrypting anew, in peace. */
@PostgresTest(template = Clinic.class)
class RotationTest {

    @Test
    void aPromotedKeyTakesOverRowByRow(TestDatabase database) {
        JdbiHoldfast holdfast =
                Clinic.holdfast(database, Encryption.with(Clinic.KEYRING).keysKeptFor(Duration.ofMillis(20)));
        TenantScope a = Wards.scope(database, holdfast);
        TenantScope b = Wards.scope(database, holdfast);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            ids.add(Clinic.patient(a, "p" + i + "@example.org"));
        }
        Clinic.patient(b, "other@example.org");
        a.deleteFrom(PATIENTS).where(PATIENTS.id.eq(ids.get(3))).execute();
        KeyInfo old = dataKey(a, "", KeyState.ACTIVE);
        KeyInfo others = dataKey(b, "", KeyState.ACTIVE);
        assertThat(a.keys().uses(old.id())).isEqualTo(25);

        KeyInfo promoted = a.keys().promote();
        assertThat(promoted.state()).isEqualTo(KeyState.ACTIVE);
        assertThat(dataKey(a, "", KeyState.SUPERSEDED).id()).isEqualTo(old.id());
        Clinic.patient(a, "new@example.org");
        assertThat(a.keys().uses(promoted.id())).isEqualTo(1);

        String versions =
                "select string_agg(id || ' ' || version || ' ' || coalesce(deleted_at::text, ''), ',' order by id)"
                        + " from patients";
        String before = Sql.one(database.superuserDataSource(), versions);
        List<ReencryptionProgress> told = new ArrayList<>();
        ReencryptionReport report =
                a.reencrypt(PATIENTS).inBatchesOf(10).reportingTo(told::add).execute();
        assertThat(report).isEqualTo(new ReencryptionReport(25, 25, 0, 0));
        assertThat(told).hasSize(3);
        assertThat(told.get(2).remaining()).isZero();
        assertThat(Sql.one(database.superuserDataSource(), versions)).isEqualTo(before);
        assertThat(a.keys().uses(old.id())).isZero();
        assertThat(a.keys().uses(promoted.id())).isEqualTo(26);
        assertThat(b.keys().uses(others.id())).isEqualTo(1);
        for (int i = 0; i < 25; i++) {
            String email = "p" + i + "@example.org";
            assertThat(a.from(PATIENTS.withDeleted())
                            .where(PATIENTS.emailIndex.eq(email))
                            .map(row -> row.get(PATIENTS.email))
                            .list())
                    .containsExactly(email);
        }
        assertThat(a.reencrypt(PATIENTS).execute()).isEqualTo(ReencryptionReport.NOTHING);
        a.keys().retire(old.id());
        assertThat(dataKey(a, "", KeyState.RETIRED).wrappingKey()).isEmpty();
        a.keys().retire(old.id());
    }

    @Test
    void aPersonsKeyIsPromotedAlone(TestDatabase database) {
        TenantScope a = Wards.scope(database);
        UUID ada = Clinic.patient(a, "ada@example.org");
        UUID bob = Clinic.patient(a, "bob@example.org");
        letter(a, ada, "Dear Ada");
        letter(a, bob, "Dear Bob");
        KeyInfo adas = dataKey(a, ada.toString(), KeyState.ACTIVE);
        KeyInfo bobs = dataKey(a, bob.toString(), KeyState.ACTIVE);
        KeyInfo next = a.keys().promote(ada);
        assertThat(a.reencrypt(LETTERS).execute()).isEqualTo(new ReencryptionReport(1, 1, 0, 0));
        assertThat(a.keys().uses(adas.id())).isZero();
        assertThat(a.keys().uses(next.id())).isEqualTo(1);
        assertThat(a.keys().uses(bobs.id())).isEqualTo(1);
        assertThat(a.from(LETTERS).map(row -> row.get(LETTERS.body)).list())
                .containsExactlyInAnyOrder("Dear Ada", "Dear Bob");
        assertThatThrownBy(() -> a.keys().promote(5L))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("letters.patient_id");
        assertThatThrownBy(() -> a.keys().uses(4711)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    @DisplayName("promotions at the same time leave one active key, and every value readable")
    void promotionsRace(TestDatabase database) throws Exception {
        long tenant = Wards.tenant(database);
        TenantScope a = Clinic.holdfast(database).tenant(tenant);
        Clinic.patient(a, "first@example.org");
        int threads = 4;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                TenantScope node = Clinic.holdfast(database).tenant(tenant);
                String name = "t" + t;
                running.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < 8; i++) {
                        node.keys().promote();
                        Clinic.patient(node, name + "-" + i + "@example.org");
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(a.keys().list().stream()
                        .filter(key -> key.purpose().equals("data") && key.state() == KeyState.ACTIVE))
                .hasSize(1);
        assertThat(a.keys().list().stream()
                        .filter(key -> key.purpose().equals("data"))
                        .count())
                .isEqualTo(1 + 8 * threads);
        TenantScope fresh = Clinic.holdfast(database).tenant(tenant);
        assertThat(fresh.reencrypt(PATIENTS).execute().left()).isZero();
        assertThat(fresh.from(PATIENTS).map(row -> row.get(PATIENTS.email)).list())
                .hasSize(1 + 8 * threads)
                .allMatch(email -> email.endsWith("@example.org"));
    }
}
