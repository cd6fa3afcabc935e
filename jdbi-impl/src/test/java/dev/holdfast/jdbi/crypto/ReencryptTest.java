package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static dev.holdfast.jdbi.crypto.Wards.dataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Encrypting anew beside writers, and after accidents. */
@PostgresTest(template = Clinic.class)
class ReencryptTest {

    private static List<UUID> patients(TenantScope scope, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(UUID.randomUUID());
        }
        scope.insertInto(PATIENTS)
                .rows(ids, (row, id) -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "west")
                        .set(PATIENTS.email, id + "@example.org")
                        .set(PATIENTS.income, BigDecimal.ZERO))
                .execute();
        return ids;
    }

    @Test
    @DisplayName("EN-7 rotation under load: no update is lost, and nothing is left under the old key")
    void rotationUnderLoad(TestDatabase database) throws Exception {
        long tenant = Wards.tenant(database);
        TenantScope job = Clinic.holdfast(database).tenant(tenant);
        List<UUID> ids = patients(job, 120);
        long old = dataKey(job, "", KeyState.ACTIVE).id();
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("-Dholdfast.seed=" + seed);
        int writers = 3;
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(writers * 10);
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        List<Future<int[]>> running = new ArrayList<>();
        try {
            for (int w = 0; w < writers; w++) {
                Random random = new Random(seed + w);
                TenantScope node = Clinic.holdfast(
                                database, Encryption.with(Clinic.KEYRING).keysKeptFor(Duration.ofMillis(50)))
                        .tenant(tenant);
                running.add(pool.submit(() -> {
                    int[] raised = new int[ids.size()];
                    while (!enough.get()) {
                        int i = random.nextInt(ids.size());
                        raise(node, ids.get(i));
                        raised[i]++;
                        writing.countDown();
                    }
                    return raised;
                }));
            }
            writing.await();
            job.keys().promote();
            ReencryptionReport first = job.reencrypt(PATIENTS).inBatchesOf(15).execute();
            assertThat(first.unreadable()).isZero();
            enough.set(true);
        } finally {
            enough.set(true);
            pool.shutdown();
        }
        int[] expected = new int[ids.size()];
        for (Future<int[]> each : running) {
            int[] raised = each.get();
            for (int i = 0; i < raised.length; i++) {
                expected[i] += raised[i];
            }
        }
        assertThat(job.reencrypt(PATIENTS).execute().left()).isZero();
        assertThat(job.keys().uses(old)).isZero();
        TenantScope fresh = Clinic.holdfast(database).tenant(tenant);
        for (int i = 0; i < expected.length; i++) {
            var row = fresh.from(PATIENTS)
                    .where(PATIENTS.emailIndex.eq(ids.get(i) + "@example.org"))
                    .one();
            assertThat(row.get(PATIENTS.income)).isEqualByComparingTo(BigDecimal.valueOf(expected[i]));
            assertThat(row.get(PATIENTS.version)).isEqualTo(1L + expected[i]);
        }
    }

    private static void raise(TenantScope node, UUID id) {
        node.useTransaction(tx -> {
            BigDecimal income = tx.from(PATIENTS)
                    .where(PATIENTS.id.eq(id))
                    .forUpdate()
                    .one()
                    .get(PATIENTS.income);
            tx.update(PATIENTS)
                    .set(PATIENTS.income, income.add(BigDecimal.ONE))
                    .where(PATIENTS.id.eq(id))
                    .execute();
        });
    }

    @Test
    @DisplayName("EN-7 a job that dies in a batch is resumed, and does the rest")
    void aJobThatDiesIsResumed(TestDatabase database) throws Exception {
        TenantScope scope = Wards.scope(database);
        patients(scope, 40);
        long old = dataKey(scope, "", KeyState.ACTIVE).id();
        scope.keys().promote();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Connection blocker = database.superuserDataSource().getConnection()) {
            Future<ReencryptionReport> job = pool.submit(() -> scope.reencrypt(PATIENTS)
                    .inBatchesOf(10)
                    .reportingTo(progress -> {
                        if (progress.examined() == 20) {
                            hold(blocker); // from here on updates wait
                        }
                    })
                    .execute());
            String waiting =
                    "from pg_stat_activity where wait_event_type = 'Lock' and query like '%holdfast_rewritten%'"
                            + " and pid <> pg_backend_pid()";
            Sql.await(database, "select count(*) = 1 " + waiting);
            Sql.kill(
                    database,
                    Integer.parseInt(String.valueOf(Sql.one(database.superuserDataSource(), "select pid " + waiting))));
            assertThatThrownBy(job::get).hasMessageContaining("57P01");
            blocker.rollback();
        } finally {
            pool.shutdown();
        }
        assertThat(scope.keys().uses(old)).isEqualTo(2 * 20); // e-mail and income
        assertThat(scope.reencrypt(PATIENTS).execute()).isEqualTo(new ReencryptionReport(20, 20, 0, 0));
        assertThat(scope.keys().uses(old)).isZero();
        assertThat(scope.from(PATIENTS).list()).hasSize(40).allMatch(row -> row.get(PATIENTS.email) != null);
    }

    private static void hold(Connection blocker) {
        try {
            blocker.setAutoCommit(false);
            Sql.run(blocker, "lock table patients in share mode");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLockedRowIsLeftAndToldOf(TestDatabase database) throws Exception {
        TenantScope scope = Wards.scope(database);
        List<UUID> ids = patients(scope, 5);
        scope.keys().promote();
        try (Connection other = database.superuserDataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.run(other, "select 1 from patients where id = '" + ids.get(2) + "' for update");
            assertThat(scope.reencrypt(PATIENTS).execute()).isEqualTo(new ReencryptionReport(4, 4, 0, 1));
            other.rollback();
        }
        assertThat(scope.reencrypt(PATIENTS).execute()).isEqualTo(new ReencryptionReport(1, 1, 0, 0));
    }

    @Test
    void whatIsUnreadableStaysAsItIs(TestDatabase database) {
        TenantScope scope = Wards.scope(database);
        List<UUID> ids = patients(scope, 3);
        Sql.run(
                database.superuserDataSource(),
                "update patients set email = set_byte(email, 30, 255 - get_byte(email, 30)) where id = '" + ids.get(1)
                        + "'");
        String cell = "select encode(email, 'hex') from patients where id = '" + ids.get(1) + "'";
        String before = Sql.one(database.superuserDataSource(), cell);
        scope.keys().promote();
        assertThat(scope.reencrypt(PATIENTS).execute()).isEqualTo(new ReencryptionReport(3, 3, 1, 0));
        assertThat(Sql.one(database.superuserDataSource(), cell)).isEqualTo(before);
        assertThat(scope.from(PATIENTS).where(PATIENTS.id.eq(ids.get(1))).one().get(PATIENTS.email.decrypted()))
                .isInstanceOf(Decrypted.Unreadable.class);
    }

    @Test
    void aModeThatForbidsItIsSaidBeforeAnythingIsWritten(TestDatabase database) {
        long tenant = Wards.tenant(database);
        TenantScope strict = Clinic.holdfast(database).tenant(tenant);
        patients(strict, 1);
        assertThatThrownBy(() ->
                        strict.reencrypt(PATIENTS).backToClearText("a test").execute())
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining("MIGRATING");
        TenantScope reading = Clinic.holdfast(
                        database, Encryption.with(Clinic.KEYRING).mode(EncryptionMode.READ_ONLY))
                .tenant(tenant);
        assertThatThrownBy(() -> reading.reencrypt(PATIENTS).execute()).isInstanceOf(EncryptionException.class);
        assertThatThrownBy(() -> reading.keys().promote()).isInstanceOf(EncryptionException.class);
    }
}
