package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data keys that are made on the way, and what that costs. */
@PostgresTest(template = Clinic.class)
class KeysMadeTest {

    private final TestDatabase database;

    KeysMadeTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void noKeys() {
        Tamper tamper = new Tamper(database);
        tamper.empty();
        tamper.run("set session_replication_role = replica; delete from holdfast.data_keys");
    }

    private JdbiTenantScope over(DataSource dataSource) {
        return JdbiHoldfast.builder(dataSource)
                .schema(Clinic.SCHEMA)
                .json(new Jackson3Json())
                .encryption(Encryption.with(Clinic.KEYRING))
                .build()
                .tenant(A);
    }

    private String keys(String condition) {
        return String.valueOf(
                Sql.one(database.superuserDataSource(), "select count(*) from holdfast.data_keys where " + condition));
    }

    @Test
    void aKeyThatWasRolledBackIsNotUsedAgain() {
        JdbiTenantScope a = Clinic.holdfast(database).tenant(A);
        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowable(() -> a.useTransaction(tx -> {
                        UUID id = UUID.randomUUID();
                        tx.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                                        .set(PATIENTS.ward, "x")
                                        .set(PATIENTS.email, "ann@example.org"))
                                .execute();
                        assertThat(tx.from(PATIENTS)
                                        .where(PATIENTS.id.eq(id))
                                        .one()
                                        .get(PATIENTS.email))
                                .isEqualTo("ann@example.org");
                        throw new IllegalStateException("no");
                    })))
                    .hasMessage("no");
        }
        assertThat(keys("true")).isEqualTo("0");
        Clinic.patient(a, "ann@example.org");
        assertThat(Clinic.holdfast(database).tenant(A).from(PATIENTS).one().get(PATIENTS.email))
                .as("by a key that is stored")
                .isEqualTo("ann@example.org");
    }

    @Test
    void aKeyThatWasRolledBackToASavepointIsNotUsedAgain() {
        JdbiTenantScope a = Clinic.holdfast(database).tenant(A);
        a.useTransaction(tx -> {
            Throwable undone = catchThrowable(() -> tx.useTransaction(inner -> {
                inner.insertInto(PATIENTS, row -> row.set(PATIENTS.id, UUID.randomUUID())
                                .set(PATIENTS.ward, "x")
                                .set(PATIENTS.email, "inner@example.org"))
                        .execute();
                throw new IllegalStateException("no");
            }));
            assertThat(undone).isInstanceOf(IllegalStateException.class);
            tx.insertInto(PATIENTS, row -> row.set(PATIENTS.id, UUID.randomUUID())
                            .set(PATIENTS.ward, "x")
                            .set(PATIENTS.email, "outer@example.org"))
                    .execute();
        });
        assertThat(Clinic.holdfast(database).tenant(A).from(PATIENTS).one().get(PATIENTS.email))
                .isEqualTo("outer@example.org");
    }

    @ParameterizedTest(name = "{displayName} [one node={0}, in a transaction={1}]")
    @org.junit.jupiter.params.provider.CsvSource({"true,false", "true,true", "false,false", "false,true"})
    @DisplayName("keys that eight threads make at the same time are one, and every value is read")
    void atTheSameTime(boolean oneNode, boolean inTransaction) {
        JdbiHoldfast shared = Clinic.holdfast(database);
        var outcomes = Race.of(8).run(racer -> {
            JdbiTenantScope a = (oneNode ? shared : Clinic.holdfast(database)).tenant(A);
            String email = racer + "@example.org";
            if (inTransaction) {
                UUID id = UUID.randomUUID();
                a.useTransaction(tx -> tx.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                                .set(PATIENTS.ward, "x")
                                .set(PATIENTS.email, email))
                        .execute());
                return id;
            }
            return Clinic.patient(a, email);
        });
        assertThat(outcomes.errors()).isEmpty();
        assertThat(keys("state = 'active' and purpose = 'data'")).isEqualTo("1");
        JdbiTenantScope fresh = Clinic.holdfast(database).tenant(A);
        assertThat(fresh.from(PATIENTS).values(PATIENTS.email).list())
                .hasSize(8)
                .doesNotHaveDuplicates();
        for (int racer = 0; racer < 8; racer++) {
            assertThat(fresh.from(PATIENTS)
                            .where(PATIENTS.emailIndex.eq(racer + "@example.org"))
                            .list())
                    .hasSize(1);
        }
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("a pool of one connection is enough, alone, in a transaction, in a stream")
    void onePooledConnection(boolean autoCommit) {
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit)) {
            JdbiTenantScope a = over(pool);
            UUID id = Clinic.patient(a, "ann@example.org");
            assertThat(over(pool).from(PATIENTS).one().get(PATIENTS.email)).isEqualTo("ann@example.org");
            assertThat(over(pool)
                            .from(PATIENTS)
                            .where(PATIENTS.emailIndex.eq("ann@example.org"))
                            .list())
                    .hasSize(1);
            over(pool).useTransaction(tx -> {
                tx.insertInto(LETTERS, row -> row.set(LETTERS.patientId, id).set(LETTERS.body, "first"))
                        .execute();
                assertThat(tx.from(LETTERS).one().get(LETTERS.body)).isEqualTo("first");
                try (var rows = tx.from(PATIENTS).stream()) {
                    assertThat(rows.map(row -> row.get(PATIENTS.email)).toList())
                            .containsExactly("ann@example.org");
                }
            });
            try (var rows = over(pool).from(LETTERS).stream()) {
                assertThat(rows.map(row -> row.get(LETTERS.body)).toList()).containsExactly("first");
            }
            assertThat(over(pool)
                            .update(PATIENTS)
                            .set(PATIENTS.email, "new@example.org")
                            .where(PATIENTS.id.eq(id))
                            .returning(PATIENTS.email)
                            .one()
                            .get(PATIENTS.email))
                    .isEqualTo("new@example.org");
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    @DisplayName("with keys in memory an insert, a select and a search are one round trip each")
    void roundTrips() {
        try (RoundTrips tap = RoundTrips.before(database)) {
            JdbiTenantScope a = over(tap.applicationDataSource());
            Clinic.patient(a, "first@example.org");
            a.from(PATIENTS).where(PATIENTS.emailIndex.eq("first@example.org")).one();
            a.from(PATIENTS).where(PATIENTS.phoneIndex.eq("1")).list();
            for (int run = 0; run < 7; run++) {
                String email = run + "@example.org";
                tap.reset();
                Clinic.patient(a, email);
                assertThat(tap.flights()).as("insert " + tap.statements()).isEqualTo(1);
                tap.reset();
                a.from(PATIENTS).where(PATIENTS.emailIndex.eq(email)).one();
                assertThat(tap.flights()).as("search " + tap.statements()).isEqualTo(1);
                tap.reset();
                a.from(PATIENTS).list();
                assertThat(tap.flights()).as("select " + tap.statements()).isEqualTo(1);
            }
            tap.reset();
            over(tap.applicationDataSource()).from(PATIENTS).list();
            assertThat(tap.flights())
                    .as("the first of a new node: roles are looked at, and the keys in a transaction "
                            + tap.statements())
                    .isLessThanOrEqualTo(6);
            tap.reset();
            a.from(PATIENTS).select(PATIENTS.ward).list();
            assertThat(tap.flights()).as("without an encrypted column").isEqualTo(1);
        }
    }

    @Test
    void aHundredPersonsKeysAreReadTogether() {
        JdbiTenantScope a = Clinic.holdfast(database).tenant(A);
        List<UUID> ids = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> new UUID(9, i))
                .toList();
        a.insertInto(PATIENTS)
                .rows(ids, (row, id) -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "x")
                        .set(PATIENTS.email, id + "@example.org"))
                .execute();
        a.insertInto(LETTERS)
                .rows(ids, (row, id) -> row.set(LETTERS.patientId, id).set(LETTERS.body, "to " + id))
                .execute();
        assertThat(keys("subject <> ''")).isEqualTo("100");
        try (RoundTrips tap = RoundTrips.before(database)) {
            JdbiTenantScope fresh = over(tap.applicationDataSource());
            tap.reset();
            assertThat(fresh.from(LETTERS).values(LETTERS.body).list()).hasSize(100);
            assertThat(tap.flights()).as("not one for each of them").isLessThanOrEqualTo(6);
        }
    }
}
