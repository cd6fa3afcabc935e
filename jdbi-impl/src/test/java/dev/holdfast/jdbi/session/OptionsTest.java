package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Isolation;
import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.LockNotAvailableException;
import dev.holdfast.error.TimeoutException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What options do to a transaction, and that nothing of them is left on the connection. */
@PostgresTest(template = Press.class)
class OptionsTest {

    private static final TransactionOptions DEFAULTS = TransactionOptions.defaults();
    private static final String ALL = "select concat_ws(' ', current_setting('transaction_isolation'),"
            + " current_setting('transaction_read_only'), current_setting('statement_timeout'),"
            + " current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'))";

    private final TestDatabase database;
    private final HikariDataSource pool;
    private final JdbiTenantScope a;
    private final @Nullable String before;

    OptionsTest(TestDatabase database) {
        this.database = database;
        this.pool = Pools.ofOne(database);
        this.before = Sql.one(pool, ALL);
        this.a = Press.holdfast(database, pool).tenant(A);
    }

    @AfterEach
    void nothingIsLeft() {
        try (pool) {
            assertThat(Sql.one(pool, ALL)).isEqualTo(before);
        }
    }

    private static String setting(Transaction tx, String name) {
        return JdbiTransaction.handleOf(tx)
                .createQuery("select current_setting(:name)")
                .bind("name", name)
                .mapTo(String.class)
                .one();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("the isolation asked for is in force from the first statement on, by DSL and by handle")
    void isolation(Isolation level) {
        TransactionOptions options = DEFAULTS.isolation(level);
        a.useTransaction(options, tx -> {
            tx.from(AUTHORS).list();
            assertThat(JdbiTransaction.handleOf(tx)
                            .createQuery("show transaction_isolation")
                            .mapTo(String.class)
                            .one())
                    .isEqualTo(level.sql());
        });
        a.useTransaction(options.asReadOnly(), tx -> assertThat(JdbiTransaction.handleOf(tx)
                        .createQuery(ALL)
                        .mapTo(String.class)
                        .one())
                .startsWith(level.sql() + " on "));
        a.useTransaction(
                options,
                tx -> tx.useTransaction(inner -> assertThat(JdbiTransaction.handleOf(inner)
                                .createQuery("show transaction_isolation")
                                .mapTo(String.class)
                                .one())
                        .isEqualTo(level.sql())));
    }

    @Test
    @DisplayName("a row that can't be mapped in the first statement doesn't make the isolation go out twice")
    void failingMapper() {
        Press.author(a, "mapped");
        a.useTransaction(DEFAULTS.isolation(Isolation.SERIALIZABLE), tx -> {
            assertThatThrownBy(() -> tx.from(AUTHORS)
                            .map(row -> {
                                throw new IllegalStateException("mapper");
                            })
                            .list())
                    .isInstanceOf(IllegalStateException.class);
            assertThat(tx.from(AUTHORS).exists()).isTrue();
        });
    }

    @Test
    @DisplayName("J-20 in a read-only transaction the tenant is set, and a write is refused")
    void readOnly() {
        Press.author(a, "readable");
        assertThatThrownBy(() -> a.useTransaction(DEFAULTS.asReadOnly(), tx -> {
                    assertThat(tx.from(AUTHORS).exists()).isTrue();
                    tx.update(AUTHORS).set(AUTHORS.bio, "x").everyRow().execute();
                }))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("25006"));
        assertThat(a.<Long>inTransaction(
                        DEFAULTS.asReadOnly(), tx -> tx.from(AUTHORS).count()))
                .isPositive();
    }

    @Test
    @DisplayName("statementTimeout ends a statement that takes longer")
    void statementTimeout() {
        assertThatThrownBy(() -> a.useTransaction(
                        DEFAULTS.statementTimeout(Duration.ofMillis(50)),
                        tx -> tx.execute(PlainStatement.of("select pg_sleep(20)"))))
                .isInstanceOf(TimeoutException.class)
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("57014"));
    }

    @Test
    @DisplayName("lockTimeout ends the wait for a lock")
    void lockTimeout() {
        UUID id = Press.author(a, "locked" + UUID.randomUUID());
        Press.holdfast(database).tenant(A).useTransaction(holder -> {
            holder.from(AUTHORS).where(AUTHORS.id.eq(id)).forUpdate().one();
            // its own Holdfast, so that this thread may have both transactions open
            assertThatThrownBy(
                            () -> a.useTransaction(DEFAULTS.lockTimeout(Duration.ofMillis(50)), tx -> tx.from(AUTHORS)
                                    .where(AUTHORS.id.eq(id))
                                    .forUpdate()
                                    .one()))
                    .isInstanceOf(LockNotAvailableException.class)
                    .hasMessageContaining("lockTimeout");
        });
    }

    @Test
    @DisplayName("idleTimeout lets the server end a transaction that does nothing; the pool is usable afterwards")
    void idleTimeout() {
        assertThatThrownBy(() -> a.useTransaction(DEFAULTS.idleTimeout(Duration.ofMillis(50)), tx -> {
                    int pid = JdbiTransaction.handleOf(tx)
                            .createQuery("select pg_backend_pid()")
                            .mapTo(Integer.class)
                            .one();
                    Sql.await(database, "select count(*) = 0 from pg_stat_activity where pid = " + pid);
                    tx.from(AUTHORS).list();
                }))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isIn("25P03", "08006", "57P01"));
        assertThat(a.from(AUTHORS).count()).isNotNegative();
    }

    @Test
    @DisplayName("time-outs hold behind savepoints too, and an impossible one is refused when it is made")
    void timeoutsAndSavepoints() {
        a.useTransaction(DEFAULTS.statementTimeout(Duration.ofSeconds(7)), tx -> {
            assertThatThrownBy(() -> tx.useTransaction(inner -> {
                        inner.from(AUTHORS).list();
                        throw new IllegalStateException("back");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(setting(tx, "statement_timeout")).isEqualTo("7s");
        });
        assertThatThrownBy(() -> DEFAULTS.statementTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.lockTimeout(Duration.ofDays(30)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("rollbackOnly() rolls back whatever the work returns, and the tenant is gone")
    void rollbackOnly() {
        String result = a.inTransaction(tx -> {
            tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                            .set(AUTHORS.name, "undone")
                            .set(AUTHORS.email, "undone"))
                    .execute();
            tx.rollbackOnly();
            return "returned";
        });
        assertThat(result).isEqualTo("returned");
        assertThat(a.from(AUTHORS).where(AUTHORS.name.eq("undone")).exists()).isFalse();
    }

    @Test
    @DisplayName("a transaction used after its end is refused, and so is another scope inside one")
    void misuse() {
        Transaction[] escaped = new Transaction[1];
        a.useTransaction(tx -> escaped[0] = tx);
        assertThatThrownBy(() -> escaped[0].from(AUTHORS).list())
                .isInstanceOf(TransactionMisuseException.class)
                .hasMessageContaining("has ended");
        assertThatThrownBy(() -> JdbiTransaction.handleOf(escaped[0])).isInstanceOf(TransactionMisuseException.class);
        assertThatThrownBy(() -> escaped[0].rollbackOnly()).isInstanceOf(TransactionMisuseException.class);
        assertThatThrownBy(() -> a.useTransaction(tx -> {
                    assertThatThrownBy(() -> tx.execute(PlainStatement.of("select 1/0")))
                            .isInstanceOf(DatabaseException.class);
                    tx.from(AUTHORS).list();
                }))
                .isInstanceOf(TransactionFailedException.class);
    }
}
