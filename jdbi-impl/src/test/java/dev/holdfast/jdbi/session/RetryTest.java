package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Isolation;
import dev.holdfast.RetryPolicy;
import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.DeadlockException;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that lose against others, and are run again where asked. */
@PostgresTest(template = Press.class)
class RetryTest {

    private static final TransactionOptions SERIALIZABLE =
            TransactionOptions.defaults().isolation(Isolation.SERIALIZABLE);

    private final TestDatabase database;
    private final JdbiTenantScope a;

    RetryTest(TestDatabase database) {
        this.database = database;
        this.a = Press.holdfast(database).tenant(A);
    }

    @BeforeEach
    void nobody() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
    }

    /** Both count, then both insert: one after another the second would have counted one more. */
    private Race.Outcomes<Integer> countAndInsert(TransactionOptions options) {
        CyclicBarrier bothCounted = new CyclicBarrier(2);
        return Race.of(2).run(i -> {
            AtomicInteger attempts = new AtomicInteger();
            a.useTransaction(options, tx -> {
                long counted = tx.from(AUTHORS).count();
                if (attempts.incrementAndGet() == 1) {
                    bothCounted.await(10, TimeUnit.SECONDS);
                }
                insert(tx, "counted " + counted, i + "-" + counted);
            });
            return attempts.get();
        });
    }

    private static void insert(Transaction tx, String name, String email) {
        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.email, email))
                .execute();
    }

    @Test
    @DisplayName("of two serializable writers one fails with 40001 without retries")
    void serializationFailure() {
        var outcomes = countAndInsert(SERIALIZABLE);
        assertThat(outcomes.values()).containsExactly(1);
        assertThat(outcomes.errors())
                .singleElement()
                .isInstanceOf(SerializationFailureException.class)
                .satisfies(e -> assertThat(e).hasMessageContaining("RetryPolicy"));
        assertThat(a.from(AUTHORS).count()).isOne();
    }

    @Test
    @DisplayName("with retries both succeed, as if one had come after the other")
    void serializationRetried() {
        var outcomes = countAndInsert(SERIALIZABLE.retry(RetryPolicy.attempts(10)));
        assertThat(outcomes.errors()).isEmpty();
        assertThat(outcomes.values().stream().mapToInt(n -> n).sum()).isGreaterThan(2);
        assertThat(a.from(AUTHORS)
                        .orderBy(AUTHORS.name.asc())
                        .values(AUTHORS.name)
                        .list())
                .containsExactly("counted 0", "counted 1");
    }

    private Race.Outcomes<Integer> cross(UUID[] rows, RetryPolicy retry, boolean byHandle) {
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        return Race.of(2).run(i -> {
            AtomicInteger attempts = new AtomicInteger();
            a.useTransaction(TransactionOptions.defaults().retry(retry), tx -> {
                touch(tx, rows[i], byHandle);
                if (attempts.incrementAndGet() == 1) {
                    bothHoldOne.await(10, TimeUnit.SECONDS);
                }
                touch(tx, rows[1 - i], byHandle);
            });
            return attempts.get();
        });
    }

    private static void touch(Transaction tx, UUID row, boolean byHandle) {
        if (byHandle) {
            JdbiTransaction.handleOf(tx).execute("update authors set name = name || '+' where id = ?", row);
        } else {
            tx.from(AUTHORS).where(AUTHORS.id.eq(row)).forUpdate().one();
            tx.update(AUTHORS)
                    .set(AUTHORS.bio, "touched")
                    .where(AUTHORS.id.eq(row))
                    .expectOne();
        }
    }

    @ParameterizedTest(name = "{displayName} [byHandle={0}]")
    @ValueSource(booleans = {false, true})
    @DisplayName("of two that lock crosswise one fails with 40P01 without retries, and both succeed with them")
    void deadlock(boolean byHandle) {
        UUID[] rows = {Press.author(a, "r0"), Press.author(a, "r1")};
        var lost = cross(rows, RetryPolicy.none(), byHandle);
        assertThat(lost.values()).hasSize(1);
        assertThat(lost.errors()).singleElement().satisfies(e -> {
            assertThat(SqlErrors.stateOf(e)).isEqualTo("40P01");
            if (!byHandle) {
                assertThat(e).isInstanceOf(DeadlockException.class);
            }
        });
        var retried = cross(rows, RetryPolicy.attempts(5), byHandle);
        assertThat(retried.errors()).isEmpty();
        assertThat(retried.values()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    @DisplayName("attempts are counted, and what isn't a lost race isn't run again")
    void bounds() {
        RetryPolicy three = new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2));
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> a.useTransaction(TransactionOptions.defaults().retry(three), tx -> {
                    attempts.incrementAndGet();
                    JdbiTransaction.handleOf(tx)
                            .execute("do $$ begin raise exception using errcode = 'serialization_failure'; end $$");
                }))
                .satisfies(e -> assertThat(SqlErrors.stateOf(e)).isEqualTo("40001"));
        assertThat(attempts).hasValue(3);
        attempts.set(0);
        Press.author(a, "twice");
        assertThatThrownBy(() -> a.useTransaction(TransactionOptions.defaults().retry(three), tx -> {
                    attempts.incrementAndGet();
                    insert(tx, "twice", "twice@press.test");
                }))
                .isInstanceOf(UniqueViolationException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    @DisplayName("each attempt has the tenant and a fresh transaction")
    void eachAttempt() {
        AtomicInteger attempts = new AtomicInteger();
        long seen = a.inTransaction(SERIALIZABLE.retry(RetryPolicy.attempts(3)), tx -> {
            insert(tx, "try", "try");
            if (attempts.incrementAndGet() < 3) {
                throw new java.sql.SQLException("lost", "40001");
            }
            return tx.from(AUTHORS).count();
        });
        assertThat(seen).isOne();
        assertThat(a.from(AUTHORS).count()).isOne();
    }
}
