package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.SharingProxy;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.attack.Way;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a pool, or one that poses as a server, keeps between uses. */
@PostgresTest(template = Press.class)
class PoolTest {

    private static final String LEFT = "select pg_backend_pid() || ' ' || concat_ws('|',"
            + " coalesce(current_setting('holdfast.tenant_id', true), ''), coalesce(current_setting('holdfast.actor', true), ''),"
            + " coalesce(current_setting('holdfast.reason', true), ''), coalesce(current_setting('holdfast.request_id', true), ''),"
            + " coalesce(current_setting('holdfast.metadata', true), ''), current_user, session_user, current_setting('search_path'), current_setting('statement_timeout'),"
            + " (select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'),"
            + " (select count(*) from pg_class where relpersistence = 't'))";

    private final TestDatabase database;

    PoolTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void oneAuthorEach() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
        JdbiHoldfast holdfast = Press.holdfast(database);
        Press.author(holdfast.tenant(A), "ann");
        Press.author(holdfast.tenant(B), "bob");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("J-1 after each use the same physical connection is as it was: no setting, role, lock or table left")
    void nothingLeft(Way way) {
        try (HikariDataSource pool = Pools.ofOne(database)) {
            String before = Sql.one(pool, LEFT);
            JdbiTenantScope a = Press.holdfast(database, pool)
                    .tenant(A)
                    .actor("ann")
                    .because("why")
                    .requestId("r-1")
                    .metadata("client", "c");
            for (int i = 0; i < 8; i++) {
                assertThat(way.names(a)).containsExactly("ann");
                assertThat(Sql.one(pool, LEFT)).isEqualTo(before);
                way.insert(a, UUID.randomUUID(), "x", "x");
                assertThat(way.delete(a, UUID.randomUUID())).isZero();
                assertThat(Sql.one(pool, LEFT)).isEqualTo(before);
                Sql.run(database.acrossTenantsDataSource(), "delete from authors where name = 'x'");
            }
        }
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("J-2 a read in autocommit mode has its tenant, since it has a transaction of its own")
    void autocommitRead(Way way) {
        try (HikariDataSource pool = Pools.pool(database, 1, true)) {
            JdbiHoldfast holdfast = Press.holdfast(database, pool);
            for (int i = 0; i < 10; i++) {
                assertThat(way.names(holdfast.tenant(A))).containsExactly("ann");
                assertThat(way.names(holdfast.tenant(B))).containsExactly("bob");
            }
        }
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("J-17 with prepareThreshold=0 two scopes take turns on one server connection, statement by statement")
    void transactionPooling(Way way) {
        try (HikariDataSource pool = Pools.ofOne(database, "prepareThreshold=0")) {
            JdbiHoldfast one = Press.holdfast(database, pool);
            JdbiHoldfast other = Press.holdfast(database, pool);
            for (int i = 0; i < 10; i++) {
                assertThat(way.names(one.tenant(A))).containsExactly("ann");
                assertThat(way.names(other.tenant(B))).containsExactly("bob");
            }
            assertThat(Sql.column(pool, "select name from pg_prepared_statements"))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName(
            "J-21 a search_path changed in a transaction is gone after it, and statements prepared before still work")
    void searchPath() {
        Sql.run(
                database.ownerDataSource(),
                "create schema if not exists elsewhere; create table if not exists elsewhere.authors"
                        + " (id uuid, name text); grant usage on schema elsewhere to public;"
                        + " grant select on elsewhere.authors to public");
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            for (int i = 0; i < 8; i++) {
                assertThat(a.from(AUTHORS).values(AUTHORS.name).list()).containsExactly("ann");
                a.useHandle(h -> {
                    h.execute("set local search_path = elsewhere");
                    assertThat(h.createQuery("select count(*) from authors")
                                    .mapTo(Integer.class)
                                    .one())
                            .isZero();
                });
                assertThat(Way.HANDLE.names(a)).containsExactly("ann");
                assertThat(Way.SQL_OBJECT.names(a)).containsExactly("ann");
            }
            assertThat(Sql.one(pool, "show search_path")).doesNotContain("elsewhere");
        }
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(strings = {"prepareThreshold=5", "prepareThreshold=0"})
    @DisplayName("J-30 a proxy that shares connections is warned of at the start, where statements are prepared")
    void proxy(String parameter) throws Exception {
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler heard = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                warnings.add(logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.holdfast.jdbi.internal.session.StartCheck");
        logger.addHandler(heard);
        URI server = URI.create(database.url(Role.APPLICATION).substring("jdbc:".length()));
        try (SharingProxy proxy = SharingProxy.before(server.getHost(), server.getPort())) {
            String url = database.url(Role.APPLICATION)
                    .replace(server.getHost() + ":" + server.getPort(), "localhost:" + proxy.port());
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setURL(url + "&sslmode=disable&gssEncMode=disable&" + parameter);
            Press.holdfast(database, dataSource);
            Press.holdfast(database);
        } finally {
            logger.removeHandler(heard);
        }
        if (parameter.endsWith("=0")) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).singleElement().asString().contains("PgBouncer", "prepareThreshold=0");
        }
    }
}
