package dev.holdfast.jdbi.tenant;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Use;
import dev.holdfast.error.WrongThreadException;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tenants and threads: a transaction has one, a scope any number. */
@PostgresTest(template = Press.class)
class ThreadsTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    ThreadsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
    }

    @BeforeEach
    void oneAuthorEach() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
        Press.author(holdfast.tenant(A), "ann");
        Press.author(holdfast.tenant(B), "bob");
    }

    static Map<String, Use<JdbiTransaction>> statements() {
        Map<String, Use<JdbiTransaction>> ways = new TreeMap<>();
        ways.put("select", tx -> tx.from(AUTHORS).list());
        ways.put("delete", tx -> tx.deleteFrom(AUTHORS).everyRow().execute());
        ways.put("stream", tx -> tx.from(AUTHORS).stream().close());
        ways.put("nested", tx -> tx.useTransaction(inner -> {}));
        ways.put("attach", tx -> tx.attach(AuthorDao.class));
        ways.put("rollbackOnly", tx -> tx.rollbackOnly());
        return ways;
    }

    static Map<String, Use<Handle>> plainStatements() {
        Map<String, Use<Handle>> ways = new TreeMap<>();
        ways.put("query", h -> h.createQuery("select name from authors")
                .mapTo(String.class)
                .list());
        ways.put("update", h -> h.execute("delete from authors"));
        ways.put("SqlObject", h -> h.attach(AuthorDao.class).names());
        ways.put("batch", h -> h.createBatch().add("delete from authors").execute());
        ways.put("prepared batch", h -> h.prepareBatch("delete from authors where name = ?")
                .add("ann")
                .execute());
        ways.put("script", h -> h.createScript("delete from authors").execute());
        return ways;
    }

    private static List<Throwable> onOtherThreads(Use<Object> work) {
        return Race.of(4)
                .run(i -> {
                    work.run(i);
                    return true;
                })
                .errors();
    }

    @Test
    @DisplayName("TN-18 a transaction that another thread uses throws, and what it would have done isn't done")
    void transaction() {
        holdfast.tenant(A).useTransaction(tx -> {
            tx.from(AUTHORS).list();
            statements().forEach((name, way) -> assertThat(onOtherThreads(i -> way.run((JdbiTransaction) tx)))
                    .as(name)
                    .hasSize(4)
                    .allMatch(WrongThreadException.class::isInstance));
            assertThat(tx.from(AUTHORS).values(AUTHORS.name).list()).containsExactly("ann");
        });
        assertThat(holdfast.tenant(A).from(AUTHORS).count()).isOne();
    }

    @Test
    @DisplayName("TN-18 a parallel stream inside a transaction throws, never runs untenanted")
    void parallelStream() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(4);
        try {
            holdfast.tenant(A).useTransaction(tx -> {
                Future<?> work =
                        pool.submit(() -> IntStream.range(0, 64).parallel().forEach(i -> tx.from(AUTHORS)
                                .list()));
                assertThat(Race.of(1).run(i -> work.get()).errors())
                        .singleElement()
                        .satisfies(e -> assertThat(e).hasRootCauseInstanceOf(WrongThreadException.class));
            });
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @DisplayName("TN-18 J-6 a handle, and a SqlObject on it, throw on another thread, and go on in their own")
    void handle() {
        holdfast.tenant(A).useHandle(handle -> {
            AuthorDao dao = handle.attach(AuthorDao.class);
            plainStatements().forEach((name, way) -> assertThat(onOtherThreads(i -> way.run(handle)))
                    .as(name)
                    .hasSize(4)
                    .allMatch(WrongThreadException.class::isInstance));
            assertThat(onOtherThreads(i -> dao.names())).hasSize(4).allMatch(WrongThreadException.class::isInstance);
            assertThat(dao.names()).containsExactly("ann");
        });
    }

    @Test
    @DisplayName("TN-18 a handle of an own Jdbi that was joined throws on another thread too, as long as it is")
    void joinedHandle() {
        Jdbi.create(database.applicationDataSource())
                .installPlugin(new HoldfastPlugin())
                .useTransaction(handle -> {
                    holdfast.tenant(A).joining(handle, tx -> {
                        JdbiTransaction.handleOf(tx).execute("select 1");
                        assertThat(onOtherThreads(i -> handle.execute("select 1")))
                                .hasSize(4)
                                .allMatch(WrongThreadException.class::isInstance);
                        return true;
                    });
                    assertThat(onOtherThreads(i -> handle.execute("select 1"))).isEmpty();
                });
    }

    @Test
    @DisplayName("J-6 a scope used by other threads while this one is in a transaction has its tenant there")
    void scopeElsewhere() {
        JdbiTenantScope a = holdfast.tenant(A);
        a.useTransaction(tx -> {
            tx.deleteFrom(AUTHORS).everyRow().execute();
            assertThat(Race.of(4)
                            .run(i -> a.from(AUTHORS).values(AUTHORS.name).list())
                            .values())
                    .hasSize(4)
                    .allMatch(List.of("ann")::equals);
        });
    }

    static List<ExecutorService> executors() throws Exception {
        List<ExecutorService> executors =
                new ArrayList<>(List.of(Executors.newFixedThreadPool(8), new ForkJoinPool(8)));
        if (Runtime.version().feature() >= 21) {
            executors.add((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        }
        return executors;
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("executors")
    @DisplayName("J-23 tasks of two tenants on an executor's threads, virtual ones too, each see their own rows")
    void executors(ExecutorService executor) throws Exception {
        try (HikariDataSource pool = Pools.pool(database, 3, true)) {
            JdbiHoldfast pooled = Press.holdfast(database, pool);
            List<Future<List<String>>> found = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                JdbiTenantScope scope = pooled.tenant(i % 2 == 0 ? A : B);
                boolean alone = i % 3 == 0;
                found.add(executor.submit(() -> alone
                        ? scope.from(AUTHORS).values(AUTHORS.name).list()
                        : scope.<List<String>>inTransaction(tx -> {
                            List<String> first =
                                    tx.from(AUTHORS).values(AUTHORS.name).list();
                            assertThat(tx.attach(AuthorDao.class).names()).isEqualTo(first);
                            return first;
                        })));
            }
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).get()).containsExactly(i % 2 == 0 ? "ann" : "bob");
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
