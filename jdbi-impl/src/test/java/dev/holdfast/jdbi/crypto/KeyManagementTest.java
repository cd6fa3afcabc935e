package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.patient;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static dev.holdfast.jdbi.crypto.Wards.dataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.KeyInUseException;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Retiring and wrapping keys. */
@PostgresTest(template = Clinic.class)
class KeyManagementTest {

    private static final Duration LIFE = Duration.ofMillis(40);

    private static JdbiHoldfast forgetful(TestDatabase database) {
        return Clinic.holdfast(database, Encryption.with(Clinic.KEYRING).keysKeptFor(LIFE));
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    @DisplayName("EN-6 a value of a retired key, copied back, says so")
    void aRetiredKey(TestDatabase database) {
        TenantScope scope = Wards.scope(database, forgetful(database));
        UUID id = patient(scope, "ada@example.org");
        String cell = Sql.one(
                database.superuserDataSource(), "select encode(email, 'hex') from patients where id = '" + id + "'");
        KeyInfo old = dataKey(scope, "", KeyState.ACTIVE);
        scope.keys().promote();
        scope.reencrypt(PATIENTS).execute();
        pass(LIFE.multipliedBy(3));
        scope.keys().retire(old.id());
        Sql.run(
                database.superuserDataSource(),
                "update patients set email = decode('" + cell + "', 'hex') where id = '" + id + "'");
        Decrypted<String> read =
                scope.from(PATIENTS).where(PATIENTS.id.eq(id)).one().get(PATIENTS.email.decrypted());
        assertThat(read).isInstanceOfSatisfying(Decrypted.Unreadable.class, unreadable -> assertThat(
                        unreadable.cause().reason())
                .isEqualTo(DecryptionException.Reason.RETIRED_KEY));
        assertThat(scope.reencrypt(PATIENTS).execute().unreadable()).isEqualTo(1);
    }

    @Test
    void aKeyIsNotRetiredBeforeItsTime(TestDatabase database) throws Exception {
        JdbiHoldfast node = forgetful(database);
        TenantScope scope = Wards.scope(database, node);
        patient(scope, "ada@example.org");
        KeyInfo old = dataKey(scope, "", KeyState.ACTIVE);
        refused(scope, old, "promote()");
        scope.keys().promote();
        TenantScope patient = Clinic.holdfast(database).tenant(Long.parseLong(old.tenant()));
        refused(patient, old, "PT2M");
        pass(LIFE.multipliedBy(3));
        assertThatThrownBy(() -> scope.keys().retire(old.id()))
                .isInstanceOfSatisfying(
                        KeyInUseException.class, e -> assertThat(e.uses()).isEqualTo(1))
                .hasMessageContaining("patients.email=1");
        scope.reencrypt(PATIENTS).execute();

        try (var other = database.superuserDataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.run(other, "select pg_current_xact_id()");
            refused(scope, old, "open");
            other.rollback();
        }
        scope.keys().retire(old.id());
        assertThat(dataKey(scope, "", KeyState.RETIRED).id()).isEqualTo(old.id());
        assertThatThrownBy(() -> scope.useTransaction(tx -> scope.keys().promote()))
                .isInstanceOf(TransactionMisuseException.class);
    }

    private static void refused(TenantScope scope, KeyInfo key, String words) {
        assertThatThrownBy(() -> scope.keys().retire(key.id()))
                .isInstanceOf(KeyInUseException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aKeyThatATransactionStillWritesUnderIsCountedWhenThatCommits(TestDatabase database) throws Exception {
        JdbiHoldfast node = forgetful(database);
        TenantScope scope = Wards.scope(database, node);
        patient(scope, "first@example.org");
        KeyInfo old = dataKey(scope, "", KeyState.ACTIVE);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch superseded = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<?> writer = pool.submit(() -> scope.useTransaction(tx -> {
                tx.insertInto(PATIENTS, row -> row.set(PATIENTS.id, UUID.randomUUID())
                                .set(PATIENTS.ward, "west")
                                .set(PATIENTS.email, "late@example.org"))
                        .execute();
                written.countDown();
                superseded.await();
            }));
            written.await();
            scope.keys().promote();
            assertThat(scope.reencrypt(PATIENTS).execute().left()).isZero();
            pass(LIFE.multipliedBy(3));
            Future<?> retiring = pool.submit(() -> scope.keys().retire(old.id()));
            Sql.await(
                    database,
                    "select count(*) > 0 from pg_stat_activity where query like '%pg_snapshot_xmin%'"
                            + " and pid <> pg_backend_pid()");
            superseded.countDown();
            writer.get();
            assertThatThrownBy(retiring::get).hasCauseInstanceOf(KeyInUseException.class);
        } finally {
            pool.shutdown();
        }
        assertThat(scope.keys().uses(old.id())).isEqualTo(1);
        assertThat(Clinic.holdfast(database)
                        .tenant(Long.parseLong(old.tenant()))
                        .from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq("late@example.org"))
                        .one()
                        .get(PATIENTS.email))
                .isEqualTo("late@example.org");
    }

    @Test
    void aKeyringKeyIsReplaced(TestDatabase database) {
        long tenant = Wards.tenant(database);
        long suspended = Wards.tenant(database);
        TinkKeyring first = TinkKeyring.generate();
        JdbiHoldfast before = Clinic.holdfast(database, Encryption.with(first));
        patient(before.tenant(tenant), "ada@example.org");
        patient(before.tenant(suspended), "bob@example.org");
        before.acrossTenants("test").tenants().suspend(suspended);

        TinkKeyring both = first.withNewPrimary();
        TenantScope scope = Clinic.holdfast(database, Encryption.with(both)).tenant(tenant);
        int keys = scope.keys().list().size();
        assertThat(scope.keys().rewrap()).isEqualTo(keys);
        assertThat(scope.keys().rewrap()).isZero();
        assertThat(scope.keys().list()).allMatch(key -> key.wrappingKey().equals(both.primaryKeyId()));
        TinkKeyring second = both.withoutKey(first.primaryKeyId());
        JdbiHoldfast after = Clinic.holdfast(database, Encryption.with(second));
        assertThat(after.tenant(tenant).from(PATIENTS).one().get(PATIENTS.email))
                .isEqualTo("ada@example.org");
        assertThatThrownBy(() -> after.tenant(suspended).keys().rewrap())
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining(first.primaryKeyId());
    }

    @Test
    void theKeysOfAllTenantsAreWrappedAnew(TestDatabase database) {
        // a keyring for everybody's keys in this class's database, so that all of them can be opened
        TinkKeyring primary = Clinic.KEYRING.withNewPrimary();
        long tenant = Wards.tenant(database);
        patient(Clinic.holdfast(database).tenant(tenant), "ada@example.org");
        JdbiHoldfast node = Clinic.holdfast(database, Encryption.with(primary));
        try {
            node.acrossTenants("rotation").keys().rewrap();
        } catch (EncryptionException othersOfThisClass) {
            assertThat(othersOfThisClass).hasMessageContaining("wrapped anew");
        }
        assertThat(node.tenant(tenant).keys().list()).isNotEmpty().allMatch(key -> key.wrappingKey()
                .equals(primary.primaryKeyId()));
    }
}
