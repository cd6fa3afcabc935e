package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Session;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.PgBouncer;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Eight threads of two tenants over three connections to PostgreSQL, which PgBouncer gives to another one after each
 * transaction. Skipped where there is no PgBouncer; without prepared statements, since older ones mix them up.
 */
@PostgresTest(template = Press.class)
class PgBouncerTest {

    private static final int THREADS = 8;
    private static final int ROUNDS = 30;

    private final TestDatabase database;

    PgBouncerTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void nobody() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
    }

    @ParameterizedTest(name = "{displayName} [{0}, autoCommit={1}]")
    @CsvSource({
        "prepareThreshold=0, true",
        "prepareThreshold=0, false",
        "preferQueryMode=simple, true",
        "prepareThreshold=0&autosave=always, true"
    })
    @DisplayName("J-30 in transaction mode each tenant reads and stores its own rows, and what was undone isn't stored")
    void transactionMode(String parameters, boolean autoCommit) throws Exception {
        Path program = PgBouncer.program().orElse(null);
        Assumptions.assumeTrue(program != null, "no PgBouncer here");
        try (PgBouncer bouncer = PgBouncer.before(database, program);
                HikariDataSource pool = Pools.pool(bouncer.url() + "&" + parameters, THREADS, autoCommit)) {
            JdbiHoldfast holdfast = Press.holdfast(database, pool);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<?>> running = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    long tenant = thread % 2 == 0 ? A : B;
                    JdbiTenantScope scope =
                            holdfast.tenant(tenant).actor("user-" + tenant).metadata("of", "user-" + tenant);
                    running.add(threads.submit(() -> rounds(scope, "of " + tenant)));
                }
                for (Future<?> each : running) {
                    each.get();
                }
            } finally {
                threads.shutdown();
            }
        }
        assertThat(Sql.one(
                        database.acrossTenantsDataSource(),
                        "select count(*) || ' ' || count(*) filter (where name = 'of ' || tenant_id) from authors"))
                .isEqualTo(THREADS * ROUNDS * 3 + " " + THREADS * ROUNDS * 3);
    }

    private static void rounds(JdbiTenantScope scope, String mine) {
        for (int round = 0; round < ROUNDS; round++) {
            insert(scope, mine);
            scope.useTransaction(tx -> {
                insert(tx, mine);
                assertThat(tx.attach(AuthorDao.class).names()).containsOnly(mine);
                insert(tx, mine);
            });
            assertThatThrownBy(() -> scope.useTransaction(tx -> {
                        insert(tx, "undone");
                        JdbiTransaction.handleOf(tx).execute("select 1");
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            assertThatThrownBy(() -> scope.useTransaction(tx -> {
                        insert(tx, "lost");
                        JdbiTransaction.handleOf(tx).execute("rollback");
                    }))
                    .isInstanceOf(TransactionMisuseException.class);
            assertThat(scope.withSqlObject(AuthorDao.class, AuthorDao::names)).containsOnly(mine);
            try (Stream<String> names = scope.from(AUTHORS).values(AUTHORS.name).stream()) {
                assertThat(names).containsOnly(mine);
            }
            assertThat(scope.from(AUTHORS).values(AUTHORS.name).list()).containsOnly(mine);
            assertThat(scope.<String>withHandle(handle -> handle.select(
                                    "select current_setting('holdfast.actor') || current_setting('holdfast.metadata')")
                            .mapTo(String.class)
                            .one()))
                    .isEqualTo("user-%1$s{\"of\":\"user-%1$s\"}".formatted(mine.substring(3)));
        }
    }

    private static void insert(Session tx, String name) {
        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.email, UUID.randomUUID().toString()))
                .execute();
    }
}
