package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static dev.holdfast.jdbi.crypto.Wards.dataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.KeyInUseException;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A writer that waits for its table, as while an index is built, and has no transaction id yet. */
@PostgresTest(template = Clinic.class)
class RetirementOfLockedTableTest {

    private static final String WAITING =
            "select exists (select from pg_locks where relation = 'patients'::regclass and not granted)";

    @Test
    @DisplayName("a key isn't retired while a writer waits for the table with a value that is under it")
    void aWaitingWriterIsWaitedFor(TestDatabase database) throws Exception {
        long tenant = Wards.tenant(database);
        Encryption encryption = Encryption.with(Clinic.KEYRING).keysKeptFor(Duration.ofMillis(20));
        TenantScope scope = Clinic.holdfast(database, encryption).tenant(tenant);
        CompletableFuture<?> writer;
        CompletableFuture<?> retired;
        long old;
        try (Connection building = database.superuserDataSource().getConnection();
                Statement statement = building.createStatement()) {
            building.setAutoCommit(false);
            statement.execute("lock table patients in share mode");
            writer = Background.run(
                    () -> Clinic.patient(Clinic.holdfast(database, encryption).tenant(tenant), "late@example.org"));
            while (!"t".equals(Sql.one(database.superuserDataSource(), WAITING))) {
                Thread.sleep(10);
            }
            old = dataKey(scope, "", KeyState.ACTIVE).id();
            scope.keys().promote();
            Thread.sleep(100);
            retired = Background.run(() -> scope.keys().retire(old));
            for (int i = 0; i < 150 && !retired.isDone(); i++) {
                Thread.sleep(20);
            }
            building.rollback();
        }
        writer.get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> retired.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(KeyInUseException.class)
                .hasMessageContaining("has 1 values under it, {patients.email=1}");
        assertThat(scope.from(PATIENTS).map(row -> row.get(PATIENTS.email)).list())
                .containsExactly("late@example.org");
    }
}
