package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Clinic.B;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.DecryptionException.Reason;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Ciphertexts that were altered: none decrypts, and the row beside is read all the same. */
@PostgresTest(template = Clinic.class)
class FuzzTest {

    private static final String SECRET = "s3cr3t@example.org";

    private final TestDatabase database;
    private final JdbiTenantScope a;
    private final Tamper tamper;
    private UUID id = new UUID(0, 0);
    private UUID beside = new UUID(0, 0);
    private byte[] good = {};

    FuzzTest(TestDatabase database) {
        this.database = database;
        this.a = Clinic.holdfast(database).tenant(A);
        this.tamper = new Tamper(database);
    }

    @BeforeEach
    void twoPatients() {
        tamper.empty();
        id = Clinic.patient(a, SECRET);
        beside = Clinic.patient(a, "beside@example.org");
        good = tamper.read("patients", "email", Tamper.id(id));
    }

    private Reason reasonOf(byte[] altered) {
        tamper.write("patients", "email", altered, Tamper.id(id));
        var rows = a.from(PATIENTS)
                .orderBy(PATIENTS.ward.asc())
                .values(PATIENTS.id)
                .list();
        assertThat(rows).hasSize(2);
        DecryptionException thrown = null;
        for (var row : a.from(PATIENTS).list()) {
            Decrypted<String> email = row.get(PATIENTS.email.decrypted());
            if (row.get(PATIENTS.id).equals(beside)) {
                assertThat(email.orNull()).isEqualTo("beside@example.org");
            } else if (email instanceof Decrypted.Unreadable<String> unreadable) {
                thrown = unreadable.cause();
            }
        }
        assertThat(thrown).as(Arrays.toString(altered)).isNotNull();
        assertThat(thrown.table()).isEqualTo("patients");
        assertThat(thrown.column()).isEqualTo("email");
        assertThat(Chain.text(thrown)).doesNotContain("s3cr3t");
        if (altered.length >= 37 && altered[0] == 1) {
            assertThat(thrown.keyId()).isEqualTo(ByteBuffer.wrap(altered).getLong(1));
        } else {
            assertThat(thrown.keyId()).isNull();
        }
        return thrown.reason();
    }

    @Test
    @DisplayName("EN-6 each bit of a ciphertext flipped: none decrypts")
    void flipped() {
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] altered = good.clone();
                altered[at] ^= (byte) (1 << bit);
                Reason expected = Reason.ALTERED_OR_MOVED;
                if (at == 0) {
                    expected = bit == 0 ? Reason.CLEAR_TEXT : Reason.UNKNOWN_FORMAT;
                } else if (at < 9) {
                    expected = Reason.UNKNOWN_KEY;
                }
                assertThat(reasonOf(altered)).as(at + "." + bit).isEqualTo(expected);
            }
        }
        tamper.write("patients", "email", good, Tamper.id(id));
        assertThat(a.from(PATIENTS).where(PATIENTS.id.eq(id)).one().get(PATIENTS.email))
                .isEqualTo(SECRET);
    }

    @Test
    @DisplayName("EN-6 a ciphertext cut at any place or with more behind it: none decrypts")
    void cutAndExtended() {
        for (int length = 0; length < good.length; length++) {
            assertThat(reasonOf(Arrays.copyOf(good, length)))
                    .as("cut to " + length)
                    .isEqualTo(length < 37 ? Reason.UNKNOWN_FORMAT : Reason.ALTERED_OR_MOVED);
            if (length > 0) {
                assertThat(reasonOf(Arrays.copyOfRange(good, length, good.length)))
                        .as("cut from " + length)
                        .isNotNull();
            }
        }
        for (int more : new int[] {1, 2, 16, 37, 4096}) {
            assertThat(reasonOf(Arrays.copyOf(good, good.length + more))).isEqualTo(Reason.ALTERED_OR_MOVED);
        }
    }

    @Test
    @DisplayName("EN-6 every format byte and every other key in the header: a clear error, and no other key is tried")
    void headers() {
        for (int format = 0; format < 256; format++) {
            if (format != 1) {
                byte[] altered = good.clone();
                altered[0] = (byte) format;
                assertThat(reasonOf(altered)).isEqualTo(format == 0 ? Reason.CLEAR_TEXT : Reason.UNKNOWN_FORMAT);
            }
        }
        Clinic.patient(Clinic.holdfast(database).tenant(B), "b@example.org");
        for (long key :
                new long[] {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, keyOf("tenant = '2' and purpose = 'data'")}) {
            assertThat(reasonOf(withKey(key))).as("key " + key).isEqualTo(Reason.UNKNOWN_KEY);
        }
        assertThat(reasonOf(withKey(keyOf("tenant = '1' and purpose <> 'data'"))))
                .as("an index's key")
                .isEqualTo(Reason.UNKNOWN_KEY);
    }

    private long keyOf(String condition) {
        return Long.parseLong(String.valueOf(Sql.one(
                database.superuserDataSource(), "select id from holdfast.data_keys where " + condition + " limit 1")));
    }

    private byte[] withKey(long key) {
        byte[] altered = good.clone();
        ByteBuffer.wrap(altered).putLong(1, key);
        return altered;
    }

    @Test
    @DisplayName("EN-6 random bytes, and random changes of a ciphertext: none decrypts")
    void random() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("FuzzTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            byte[] altered = run % 2 == 0 ? good.clone() : new byte[random.nextInt(120)];
            if (run % 2 == 1) {
                random.nextBytes(altered);
            } else {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
                }
            }
            if (!Arrays.equals(altered, good)) {
                reasonOf(altered);
            }
        }
    }

    @Test
    @DisplayName("EN-6 a wrapped key that was altered or exchanged opens nothing, and the error says it is the keyring")
    void wrappedKeys() {
        String where = "tenant = '1' and subject = '' and purpose = 'data'";
        byte[] wrapped = tamper.read("holdfast.data_keys", "wrapped", where);
        byte[] altered = wrapped.clone();
        altered[altered.length - 1] ^= 1;
        try {
            tamper.write("holdfast.data_keys", "wrapped", altered, where);
            var row = Clinic.holdfast(database)
                    .tenant(A)
                    .from(PATIENTS)
                    .where(PATIENTS.id.eq(id))
                    .one();
            assertThat(row.get(PATIENTS.email.decrypted()))
                    .isInstanceOfSatisfying(Decrypted.Unreadable.class, unreadable -> assertThat(
                                    unreadable.cause().reason())
                            .isEqualTo(Reason.KEYRING));
        } finally {
            tamper.write("holdfast.data_keys", "wrapped", wrapped, where);
        }
        assertThat(Clinic.holdfast(database).tenant(A).from(PATIENTS).list()).hasSize(2);
    }
}
