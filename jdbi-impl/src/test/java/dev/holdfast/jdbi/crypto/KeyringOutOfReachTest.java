package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.IndexFunction;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.crypto.WrappedKey;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Clinic.class)
class KeyringOutOfReachTest {

    @Test
    @DisplayName("a keyring that was out of reach is asked again after a second, and not for each value")
    void anOutagePasses(TestDatabase database) throws Exception {
        long tenant = Wards.tenant(database);
        Clinic.patient(Clinic.holdfast(database).tenant(tenant), "ada@example.org");
        Far keyring = new Far();
        TenantScope scope = Clinic.holdfast(database, Encryption.with(keyring)).tenant(tenant);
        long began = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> email(scope)).isInstanceOf(DecryptionException.class);
        }
        long seconds = 1 + (System.nanoTime() - began) / 1_000_000_000;
        assertThat(keyring.asked.get()).isBetween(1, (int) seconds);
        keyring.isReached = true;
        Thread.sleep(1100);
        assertThat(email(scope)).isEqualTo("ada@example.org");
    }

    private static String email(TenantScope scope) {
        return scope.from(PATIENTS).select(PATIENTS.email).one().get(PATIENTS.email);
    }

    private static final class Far implements Keyring {

        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean isReached;

        @Override
        public String primaryKeyId() {
            return Clinic.KEYRING.primaryKeyId();
        }

        @Override
        public Set<String> keyIds() {
            return Clinic.KEYRING.keyIds();
        }

        @Override
        public WrappedKey create(KeyPurpose purpose, byte[] context) throws GeneralSecurityException {
            return Clinic.KEYRING.create(purpose, context);
        }

        @Override
        public WrappedKey rewrap(WrappedKey key, byte[] context) throws GeneralSecurityException {
            return Clinic.KEYRING.rewrap(key, context);
        }

        @Override
        public DataCipher cipher(WrappedKey key, byte[] context) throws GeneralSecurityException {
            asked.incrementAndGet();
            if (!isReached) {
                throw new GeneralSecurityException("no route to host");
            }
            return Clinic.KEYRING.cipher(key, context);
        }

        @Override
        public IndexFunction indexFunction(WrappedKey key, byte[] context) throws GeneralSecurityException {
            return Clinic.KEYRING.indexFunction(key, context);
        }
    }
}
