package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.StaleVersionException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.Delete;
import dev.holdfast.query.Insert;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Update;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** {@code tx.executeAll(…)}: as one by one, in fewer round trips. */
@PostgresTest(template = Press.class)
class PipelineTest {

    private final TestDatabase database;

    PipelineTest(TestDatabase database) {
        this.database = database;
    }

    private static Insert author(UUID id, String email) {
        return Insert.into(AUTHORS)
                .row(row -> row.set(AUTHORS.id, id).set(AUTHORS.name, "n").set(AUTHORS.email, email));
    }

    private static Insert upsert(String email, String name) {
        return Insert.into(AUTHORS)
                .row(row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.email, email))
                .onConflict(OnConflict.on(AUTHORS.email).update(AUTHORS.name));
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(
            strings = {
                "prepareThreshold=5",
                "reWriteBatchedInserts=true",
                "preferQueryMode=simple",
                "preferQueryMode=extendedForPrepared",
                "autosave=always"
            })
    @DisplayName(
            "random mixtures of statements write what they write one by one, and count the same, whatever the driver's settings")
    void mixtures(String setting) {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("PipelineTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        try (HikariDataSource pool = Pools.ofOne(database, setting)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            for (int round = 0; round < 12; round++) {
                List<Mutation> mutations = new ArrayList<>();
                mutations.add(upsert(setting + round, "n"));
                int most = 2 + random.nextInt(60);
                while (mutations.size() < most) {
                    Mutation next = any(random, setting + round);
                    mutations.addAll(Collections.nCopies(random.nextInt(3) == 0 ? 9 : 1, next));
                }
                List<Long> counts = new ArrayList<>();
                List<String> rows = new ArrayList<>();
                for (boolean together : new boolean[] {false, true}) {
                    a.inTransaction(tx -> {
                        counts.addAll(
                                together
                                        ? tx.executeAll(mutations)
                                        : mutations.stream().map(tx::execute).toList());
                        rows.add(tx.from(AUTHORS)
                                .orderBy(AUTHORS.email.asc())
                                .select(AUTHORS.email, AUTHORS.name, AUTHORS.bio)
                                .list()
                                .toString());
                        tx.rollbackOnly();
                        return true;
                    });
                }
                assertThat(counts.subList(mutations.size(), counts.size()))
                        .isEqualTo(counts.subList(0, mutations.size()));
                assertThat(rows.get(1)).isEqualTo(rows.get(0)).isNotEqualTo("[]");
            }
        }
    }

    private static Mutation any(Random random, String prefix) {
        String email = prefix + random.nextInt(5);
        return switch (random.nextInt(8)) {
            case 0 -> Delete.from(AUTHORS).where(AUTHORS.email.eq(email));
            case 1 ->
                Update.table(AUTHORS).set(AUTHORS.bio, "b" + random.nextInt()).where(AUTHORS.email.eq(email));
            case 2 ->
                PlainStatement.of(
                        "update authors set bio = coalesce(bio, '') || {0} where email like {1}", "+", prefix + "%");
            case 3 -> PlainStatement.of("select generate_series(1, {0}) -- counts as nothing", 3);
            case 4 ->
                Update.table(AUTHORS)
                        .set(AUTHORS.name, "renamed")
                        .where(AUTHORS.email.eq(email).or(AUTHORS.email.eq(prefix + "0")));
            case 5 -> PlainStatement.of(random.nextBoolean() ? "-- nothing at all" : "/* nor here */ ");
            default -> upsert(email, "n" + random.nextInt());
        };
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("many rows and large values don't wait for each other: what gives rows goes alone")
    void manyRows() {
        String large = "b".repeat(20_000_000);
        List<Long> counts = Press.holdfast(database, database.applicationDataSource())
                .tenant(A)
                .inTransaction(tx -> tx.executeAll(List.of(
                        PlainStatement.of("select repeat('x', 1000) from generate_series(1, {0})", 30_000),
                        Update.table(AUTHORS).set(AUTHORS.bio, large).where(AUTHORS.email.eq("none")),
                        Update.table(AUTHORS).set(AUTHORS.name, large).where(AUTHORS.email.eq("none")))));
        assertThat(counts).containsExactly(0L, 0L, 0L);
    }

    @Test
    @DisplayName("hundreds of statements are one round trip, alike or not; nothing at all is none")
    void roundTrips() throws Exception {
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection()) {
            JdbiTenantScope a = Press.holdfast(database, new SingleConnectionDataSource(connection, true))
                    .tenant(A);
            a.inTransaction(tx -> {
                tx.from(AUTHORS).count();
                List<Mutation> alike = new ArrayList<>();
                List<Mutation> mixed = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    alike.add(upsert("alike" + i % 7, "n" + i));
                    mixed.add(
                            i % 2 == 0
                                    ? upsert("mixed", "n" + i)
                                    : Delete.from(AUTHORS).where(AUTHORS.email.eq("mixed" + i)));
                }
                assertThat(trips(tap, () -> tx.executeAll(alike))).isEqualTo(1);
                assertThat(trips(tap, () -> tx.executeAll(mixed.subList(0, 30))))
                        .isEqualTo(1);
                assertThat(trips(tap, () -> tx.executeAll(mixed))).isLessThanOrEqualTo(7);
                assertThat(trips(tap, () -> tx.executeAll(List.of()))).isZero();
                assertThat(tx.from(AUTHORS)
                                .where(AUTHORS.email.eq("mixed"))
                                .one()
                                .get(AUTHORS.name))
                        .isEqualTo("n198");
                tx.rollbackOnly();
                return true;
            });
        }
    }

    private static int trips(RoundTrips tap, Runnable work) {
        tap.reset();
        work.run();
        return tap.count();
    }

    @Test
    @DisplayName("what PostgreSQL refuses comes out as one by one, without a value of any statement in it")
    void refused() {
        JdbiTenantScope a = Press.holdfast(database).tenant(A);
        UUID id = UUID.randomUUID();
        for (int copies : new int[] {2, 9}) {
            List<Mutation> mutations = new ArrayList<>();
            for (int i = 0; i < copies; i++) {
                mutations.add(author(id, "secret" + i));
            }
            assertThatThrownBy(() -> a.useTransaction(tx -> tx.executeAll(mutations)))
                    .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.sqlState())
                            .isEqualTo("23505"))
                    .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("secret"));
        }
        assertThat(a.from(AUTHORS).where(AUTHORS.id.eq(id)).count()).isZero();
    }

    @Test
    @DisplayName("a version that isn't the row's any more, and rows of another tenant, are found as by execute()")
    void checked() {
        JdbiTenantScope a = Press.holdfast(database).tenant(A);
        UUID id = UUID.randomUUID();
        a.useTransaction(tx -> tx.executeAll(List.of(author(id, "checked"))));
        Mutation stale = Update.table(AUTHORS)
                .set(AUTHORS.bio, "x")
                .where(AUTHORS.id.eq(id))
                .atVersion(9);
        assertThatThrownBy(() -> a.useTransaction(tx -> tx.executeAll(List.of(stale))))
                .isInstanceOf(StaleVersionException.class);
        Mutation theirs = Update.table(AUTHORS).set(AUTHORS.bio, "x").where(AUTHORS.id.eq(id));
        assertThat(Press.holdfast(database)
                        .tenant(B)
                        .<List<Long>>inTransaction(tx -> tx.executeAll(Collections.nCopies(5, theirs))))
                .containsOnly(0L);
    }
}
