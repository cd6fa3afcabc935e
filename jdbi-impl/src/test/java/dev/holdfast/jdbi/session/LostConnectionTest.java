package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Transaction;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.util.Iterator;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are cut at the worst moment. */
@PostgresTest(template = Press.class)
class LostConnectionTest {

    private final TestDatabase database;

    LostConnectionTest(TestDatabase database) {
        this.database = database;
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

    private static int pid(Transaction tx) {
        return JdbiTransaction.handleOf(tx)
                .createQuery("select pg_backend_pid()")
                .mapTo(Integer.class)
                .one();
    }

    private void killWhoSleeps() {
        String sleeper = "from pg_stat_activity where query like '%pg_sleep(25)%' and state = 'active'"
                + " and pid <> pg_backend_pid()";
        Sql.await(database, "select count(*) > 0 " + sleeper);
        Sql.run(database.superuserDataSource(), "select pg_terminate_backend(pid) " + sleeper);
    }

    private static void lost(Throwable thrown) {
        assertThat(thrown).isInstanceOfSatisfying(DatabaseException.class, e -> {
            assertThat(e.sqlState()).isIn("57P01", "08006", "08003");
            assertThat(e.getMessage()).isNotBlank();
        });
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("a backend killed in the middle of a statement: a clear error, and the pool of one is usable")
    void inAStatement(boolean autoCommit) {
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            var outcomes = Race.of(2).run(i -> {
                if (i == 1) {
                    killWhoSleeps();
                    return 0L;
                }
                return a.execute(PlainStatement.of("insert into authors (id, name, email)"
                        + " select gen_random_uuid(), 'x' || pg_sleep(25)::text, 'x'"));
            });
            assertThat(outcomes.errors()).singleElement().satisfies(LostConnectionTest::lost);
            Press.author(a, "after");
            assertThat(a.from(AUTHORS).values(AUTHORS.name).list()).containsExactly("after");
        }
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("a backend killed between the statements of a transaction: nothing is stored, the pool is usable")
    void inATransaction(boolean autoCommit) {
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            lost(catchThrowable(() -> a.useTransaction(tx -> {
                insert(tx, "lost");
                Sql.kill(database, pid(tx));
                insert(tx, "never");
            })));
            lost(catchThrowable(() -> a.useTransaction(tx -> {
                insert(tx, "lost at the commit");
                Sql.kill(database, pid(tx));
            })));
            lost(catchThrowable(() -> a.useTransaction(tx -> {
                insert(tx, "lost in a savepoint");
                tx.useTransaction(inner -> Sql.kill(database, pid(inner)));
            })));
            assertThatThrownBy(() -> a.useTransaction(tx -> {
                        Sql.kill(database, pid(tx));
                        throw new IllegalStateException("own error");
                    }))
                    .as("the first error counts")
                    .isInstanceOf(IllegalStateException.class);
            assertThat(a.from(AUTHORS).count()).isZero();
        }
    }

    @Test
    @DisplayName("a backend killed under a stream: a clear error, and the pool is usable once the stream is closed")
    void inAStream() {
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            var numbers = PlainStatement.of("select gen_random_uuid() as id from generate_series(1, 100000)")
                    .returning(AUTHORS.id)
                    .map(row -> row.get(AUTHORS.id));
            Throwable thrown = catchThrowable(() -> {
                try (Stream<UUID> stream = a.stream(numbers)) {
                    Iterator<UUID> rows = stream.iterator();
                    assertThat(rows.next()).isNotNull();
                    String streaming = "from pg_stat_activity where query like '%generate_series(1, 100000)%'"
                            + " and pid <> pg_backend_pid() and datname = current_database()";
                    Sql.run(database.superuserDataSource(), "select pg_terminate_backend(pid) " + streaming);
                    Sql.await(database, "select count(*) = 0 " + streaming);
                    rows.forEachRemaining(id -> {});
                }
            });
            lost(thrown);
            assertThat(a.from(AUTHORS).count()).isZero();
        }
    }

    @Test
    @DisplayName("the answer to a commit is lost: the error says that nobody knows, and the row is there")
    void lostAnswer() {
        try (RoundTrips tap = RoundTrips.before(database);
                HikariDataSource pool = Pools.pool(tap.url(Role.APPLICATION), 1, true)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            Press.author(a, "warm");
            tap.dropReplies();
            Throwable alone = catchThrowable(() -> Press.author(a, "alone"));
            assertThat(alone).isInstanceOf(HoldfastException.class).hasMessageContaining("whether");
            Throwable together = catchThrowable(() -> a.useTransaction(tx -> {
                insert(tx, "together");
                tap.dropReplies();
            }));
            assertThat(together).isInstanceOf(HoldfastException.class).hasMessageContaining("whether");
            assertThat(a.from(AUTHORS)
                            .orderBy(AUTHORS.name.asc())
                            .values(AUTHORS.name)
                            .list())
                    .containsExactly("alone", "together", "warm");
        }
    }
}
