package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Transaction;
import dev.holdfast.Use;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transactions in transactions, failures that are swallowed, and scopes used where a transaction should be. */
@PostgresTest(template = Press.class)
class NestingTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;

    NestingTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
        this.a = holdfast.tenant(A);
    }

    @BeforeEach
    void nobody() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
    }

    private static void insert(Transaction tx, String name) {
        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.email, name))
                .execute();
    }

    private static void plainInsert(Handle handle, String name) {
        handle.execute("insert into authors (id, name, email) values (gen_random_uuid(), ?, ?)", name, name);
    }

    private static void fail(Object ignored) {
        throw new IllegalStateException("inner");
    }

    record Nested(String name, Use<Transaction> work) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Each inserts a row in an inner transaction that throws. */
    static List<Nested> nested() {
        return List.of(
                new Nested(
                        "tx.inTransaction",
                        tx -> tx.useTransaction(inner -> {
                            insert(inner, "inner");
                            fail(inner);
                        })),
                new Nested("handle.inTransaction", tx -> JdbiTransaction.handleOf(tx)
                        .useTransaction(handle -> {
                            plainInsert(handle, "inner");
                            fail(handle);
                        })),
                new Nested("@Transaction of an attached SqlObject", tx -> tx.attach(AuthorDao.class)
                        .insertAndFail(UUID.randomUUID(), "inner")),
                new Nested(
                        "handle in tx.inTransaction",
                        tx -> tx.useTransaction(inner -> {
                            plainInsert(JdbiTransaction.handleOf(inner), "inner");
                            fail(inner);
                        })));
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("nested")
    @DisplayName("J-3 what an inner transaction did is undone though its exception is swallowed, and the outer is kept")
    void innerUndone(Nested nested) {
        a.useTransaction(tx -> {
            insert(tx, "before");
            assertThat(catchThrowable(() -> nested.work().run(tx))).isInstanceOf(IllegalStateException.class);
            insert(tx, "after");
        });
        assertThat(names()).containsExactly("after", "before");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("nested")
    @DisplayName("J-27 the first statement in a savepoint that is rolled back: the next ones still have the tenant")
    void firstInSavepoint(Nested nested) {
        Press.author(a, "ann");
        Press.author(holdfast.tenant(B), "bob");
        a.useTransaction(tx -> {
            assertThat(catchThrowable(() -> nested.work().run(tx))).isInstanceOf(IllegalStateException.class);
            assertThat(tx.from(AUTHORS).values(AUTHORS.name).list()).containsExactly("ann");
            assertThat(tx.attach(AuthorDao.class).names()).containsExactly("ann");
            insert(tx, "amy");
        });
        assertThat(names()).containsExactly("amy", "ann");
    }

    private static final String BROKEN = "select 1/0";

    /** Each runs a statement that fails, and swallows it. */
    static List<Nested> swallowed() {
        return List.of(
                new Nested("DSL", tx -> swallow(() -> tx.execute(PlainStatement.of(BROKEN)))),
                new Nested(
                        "handle",
                        tx -> swallow(() -> JdbiTransaction.handleOf(tx)
                                .createQuery(BROKEN)
                                .mapTo(Integer.class)
                                .one())),
                new Nested(
                        "SqlObject",
                        tx -> swallow(() -> tx.attach(AuthorDao.class).insertFor(UUID.randomUUID(), B, "x", "x"))),
                new Nested(
                        "connection",
                        tx -> swallow(() -> Sql.run(JdbiTransaction.handleOf(tx).getConnection(), BROKEN))));
    }

    private static void swallow(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThat(catchThrowable(call)).isNotNull();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("swallowed")
    @DisplayName("J-4 a failure that was swallowed makes the commit throw and store nothing")
    void failedCommit(Nested failure) {
        failedCommit(failure, "autosave=never");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("swallowed")
    @DisplayName(
            "J-28 with autosave=always, too, a failure that was swallowed makes the commit throw and store nothing")
    void failedCommitWithAutosave(Nested failure) {
        failedCommit(failure, "autosave=always");
    }

    private void failedCommit(Nested failure, String parameter) {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (HikariDataSource pool = Pools.pool(database, 1, autoCommit, parameter)) {
                JdbiTenantScope scope = Press.holdfast(database, pool).tenant(A);
                assertThatThrownBy(() -> scope.useTransaction(tx -> {
                            insert(tx, "lost");
                            failure.work().run(tx);
                        }))
                        .isInstanceOf(TransactionFailedException.class)
                        .hasMessageContaining("swallowed");
                assertThat(scope.from(AUTHORS).count())
                        .as("and the connection is usable")
                        .isZero();
            }
        }
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("swallowed")
    @DisplayName("J-4 a failure swallowed in a nested transaction throws at its end, and the outer can go on")
    void failedSavepoint(Nested failure) {
        Map<String, Use<Transaction>> inners = new LinkedHashMap<>();
        inners.put(
                "tx",
                tx -> tx.useTransaction(inner -> {
                    insert(inner, "lost");
                    failure.work().run(inner);
                }));
        inners.put("handle", tx -> JdbiTransaction.handleOf(tx).useTransaction(handle -> {
            plainInsert(handle, "lost");
            failure.work().run(tx);
        }));
        inners.forEach((name, inner) -> a.useTransaction(tx -> {
            assertThat(catchThrowable(() -> inner.run(tx))).as(name).isInstanceOf(TransactionFailedException.class);
            insert(tx, "kept by " + name);
        }));
        assertThat(names()).containsExactly("kept by handle", "kept by tx");
    }

    @Test
    @DisplayName("savepoints nest five deep, each undone on its own")
    void deep() {
        a.useTransaction(tx -> deeper(tx, 1));
        assertThat(names()).containsExactly("depth 1", "depth 2", "depth 3", "depth 4");
    }

    private static void deeper(Transaction tx, int depth) {
        insert(tx, "depth " + depth);
        if (depth == 5) {
            fail(tx);
        }
        try {
            tx.useTransaction(inner -> deeper(inner, depth + 1));
        } catch (IllegalStateException swallowed) {
            assertThat(depth).isEqualTo(4);
        }
    }

    @Test
    @Timeout(10)
    @DisplayName("J-5 with a pool of one, a scope inside a transaction is refused at once instead of waiting in vain")
    void poolOfOne() {
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiHoldfast pooled = Press.holdfast(database, pool);
            JdbiTenantScope scope = pooled.tenant(A);
            scope.useTransaction(tx -> {
                long start = System.nanoTime();
                assertThatThrownBy(() -> scope.from(AUTHORS).list()).isInstanceOf(TransactionMisuseException.class);
                assertThatThrownBy(() -> scope.from(AUTHORS).stream()).isInstanceOf(TransactionMisuseException.class);
                assertThatThrownBy(() -> scope.useHandle(h -> {})).isInstanceOf(TransactionMisuseException.class);
                assertThatThrownBy(() -> scope.useTransaction(inner -> {}))
                        .isInstanceOf(TransactionMisuseException.class)
                        .hasMessageContaining("tx.inTransaction");
                assertThatThrownBy(() -> pooled.withoutTenant().useTransaction(inner -> {}))
                        .isInstanceOf(TransactionMisuseException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
                assertThat(tx.from(AUTHORS).count()).isZero();
            });
            assertThat(scope.from(AUTHORS).count()).isZero();
        }
    }

    @Test
    @DisplayName("another tenant inside a transaction is refused, and named")
    void otherTenant() {
        JdbiTenantScope b = holdfast.tenant(B);
        a.useTransaction(tx -> {
            assertThatThrownBy(() -> b.from(AUTHORS).list())
                    .isInstanceOf(TransactionMisuseException.class)
                    .hasMessageContaining("tenant 2")
                    .hasMessageContaining("tenant 1");
            assertThatThrownBy(() -> Press.author(b, "x")).isInstanceOf(TransactionMisuseException.class);
            assertThatThrownBy(() -> b.joining(JdbiTransaction.handleOf(tx), other -> true))
                    .isInstanceOf(TransactionMisuseException.class);
            insert(tx, "fine");
        });
        assertThat(b.from(AUTHORS).count()).isZero();
        assertThat(names()).containsExactly("fine");
    }

    @Test
    @DisplayName("begin, commit and rollback on the handle of a transaction are refused")
    void managedHandle() {
        a.useHandle(handle -> {
            plainInsert(handle, "kept");
            assertThatThrownBy(handle::commit).isInstanceOf(TransactionMisuseException.class);
            assertThatThrownBy(handle::rollback).isInstanceOf(TransactionMisuseException.class);
            assertThatThrownBy(handle::begin).isInstanceOf(TransactionMisuseException.class);
        });
        assertThat(names()).containsExactly("kept");
    }

    private List<String> names() {
        return a.from(AUTHORS).orderBy(AUTHORS.name.asc()).values(AUTHORS.name).list();
    }
}
