package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.error.MappingException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.beans.ConstructorProperties;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Encrypted values in records, beans and classes as Kotlin compiles them. */
@PostgresTest(template = Clinic.class)
class MappingTest {

    record Plain(UUID id, String email, @Nullable LocalDate born) {}

    record Careful(Decrypted<String> email, Decrypted<@Nullable LocalDate> born) {}

    record Wrong(Decrypted<UUID> id) {}

    record Dated(LocalDate email) {}

    record Letter(Long id, String body) {}

    record Pair(Plain patients, @Nullable Letter letters) {}

    public static final class Bean {

        private @Nullable Decrypted<String> email;
        private @Nullable LocalDate born;

        public void setEmail(Decrypted<String> email) {
            this.email = email;
        }

        public void setBorn(@Nullable LocalDate born) {
            this.born = born;
        }
    }

    public static final class Named {

        private final String email;
        private final Decrypted<?> phone;

        @ConstructorProperties({"email", "phone"})
        public Named(String email, Decrypted<?> phone) {
            this.email = email;
            this.phone = phone;
        }
    }

    private final JdbiTenantScope a;
    private final Tamper tamper;
    private UUID id = new UUID(0, 0);

    MappingTest(TestDatabase database) {
        this.a = Clinic.holdfast(database).tenant(A);
        this.tamper = new Tamper(database);
    }

    @BeforeEach
    void onePatient() {
        tamper.empty();
        id = Clinic.patient(a, "ann@example.org");
    }

    @Test
    void records() {
        assertThat(a.from(PATIENTS).mapTo(Plain.class).one()).isEqualTo(new Plain(id, "ann@example.org", null));
        assertThat(a.from(PATIENTS)
                        .select(PATIENTS.id, PATIENTS.email.decrypted(), PATIENTS.born.decrypted())
                        .mapTo(Plain.class)
                        .one())
                .as("read as what it turned out to be, and taken plainly")
                .isEqualTo(new Plain(id, "ann@example.org", null));
        Careful careful = a.from(PATIENTS).mapTo(Careful.class).one();
        assertThat(careful.email().orElseThrow()).isEqualTo("ann@example.org");
        assertThat(careful.born()).isEqualTo(new Decrypted.Clear<@Nullable LocalDate>(null));
        assertThatThrownBy(() -> a.from(PATIENTS).mapTo(Wrong.class).list()).isInstanceOf(MappingException.class);
        assertThatThrownBy(() -> a.from(PATIENTS).mapTo(Dated.class).list())
                .isInstanceOf(MappingException.class)
                .hasMessageNotContaining("ann@");
    }

    @Test
    void beansAndConstructors() {
        Bean bean = a.from(PATIENTS).mapTo(Bean.class).one();
        assertThat(bean.email).isEqualTo(new Decrypted.Clear<>("ann@example.org"));
        assertThat(bean.born).isNull();
        Named named = a.from(PATIENTS).mapTo(Named.class).one();
        assertThat(named.email).isEqualTo("ann@example.org");
        assertThat(named.phone.orNull()).isNull();
    }

    @Test
    void nestedRecords() {
        var pairs = a.from(PATIENTS)
                .leftJoin(LETTERS, LETTERS.patientId.eq(PATIENTS.id))
                .mapTo(Pair.class);
        assertThat(pairs.one()).isEqualTo(new Pair(new Plain(id, "ann@example.org", null), null));
        long letter = a.insertInto(
                        LETTERS, row -> row.set(LETTERS.patientId, id).set(LETTERS.body, "Dear Ann"))
                .returning(LETTERS.id)
                .one()
                .get(LETTERS.id);
        assertThat(pairs.one().letters()).isEqualTo(new Letter(letter, "Dear Ann"));
    }

    @Test
    void whatIsAlteredIsTellingInEach() {
        tamper.run("update patients set email = '\\x02' || substring(email from 2)");
        assertThat(a.from(PATIENTS).mapTo(Careful.class).one().email()).isInstanceOf(Decrypted.Unreadable.class);
        assertThat(a.from(PATIENTS).mapTo(Bean.class).one().email).isInstanceOf(Decrypted.Unreadable.class);
        for (Class<?> type : new Class<?>[] {Plain.class, Named.class}) {
            assertThatThrownBy(() -> a.from(PATIENTS).mapTo(type).one())
                    .isInstanceOf(DecryptionException.class)
                    .hasMessageContaining("patients.email");
        }
    }
}
