package dev.holdfast.jdbi.tenant;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Countries.COUNTRIES;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.expression.Expressions;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.attack.Way;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Select;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions without a tenant, with a wrong one, and connections on which a tenant was before. */
@PostgresTest(template = Press.class)
class NoTenantTest {

    private static final String TENANT = "select current_setting('holdfast.tenant_id', true)";

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    NoTenantTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
    }

    @BeforeEach
    void oneAuthorEach() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
        Press.author(holdfast.tenant(A), "ann");
        Press.author(holdfast.tenant(B), "bob");
    }

    @Test
    @DisplayName("TN-3 a handle that isn't in a transaction is refused, since its tenant would be lost at once")
    void noTenantInAutocommit() {
        Jdbi jdbi = Jdbi.create(database.applicationDataSource());
        jdbi.useHandle(handle -> {
            assertThatThrownBy(() -> holdfast.tenant(A)
                            .joining(handle, tx -> tx.from(AUTHORS).list()))
                    .isInstanceOf(TransactionRequiredException.class)
                    .hasMessageContaining("isn't in a transaction");
            assertThat(handle.createQuery("select count(*) from authors")
                            .mapTo(Integer.class)
                            .one())
                    .isZero();
        });
    }

    @Test
    @DisplayName("TN-4 a tenant set locally in autocommit is gone with the next statement, which sees no row")
    void setLocallyInAutocommit() throws Exception {
        try (Connection connection = database.applicationDataSource().getConnection()) {
            Sql.run(connection, "select set_config('holdfast.tenant_id', '1', true)");
            assertThat(Sql.column(connection, "select name from authors")).isEmpty();
            Sql.run(connection, "begin; select set_config('holdfast.tenant_id', '1', true)");
            assertThat(Sql.column(connection, "select name from authors")).containsExactly("ann");
            Sql.run(connection, "commit");
            assertThat(Sql.column(connection, "select name from authors")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName(
            "TN-5 the setting is empty after a tenant's statement, and a query then finds nothing, without an error")
    void emptySetting(Way way) throws Exception {
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            assertThat(way.names(a)).containsExactly("ann");
            try (Connection connection = pool.getConnection()) {
                assertThat(Sql.column(connection, TENANT)).containsExactly("");
                assertThat(Sql.column(connection, "select name from authors")).isEmpty();
            }
            assertThat(way.names(a)).containsExactly("ann");
        }
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-16 one pooled connection: nothing of A is left for a session without a tenant, nor for B")
    void nothingLeaks(Way way) {
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiHoldfast pooled = Press.holdfast(database, pool);
            Jdbi bare = Jdbi.create(pool).installPlugin(new SqlObjectPlugin());
            for (int i = 0; i < 10; i++) {
                assertThat(way.names(pooled.tenant(A))).containsExactly("ann");
                assertThat(bare.<List<String>, AuthorDao, RuntimeException>withExtension(
                                AuthorDao.class, AuthorDao::names))
                        .isEmpty();
                assertThat(way.names(pooled.tenant(B))).containsExactly("bob");
                assertThat(way.names(pooled.tenant(3))).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("TN-16 a handle used before a tenant was on the connection has none afterwards, also after an error")
    void nothingLeaksAfterErrors() {
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiTenantScope a = Press.holdfast(database, pool)
                    .tenant(A)
                    .actor("x")
                    .because("y")
                    .requestId("z")
                    .metadata("m", "m");
            for (Way way : Way.values()) {
                assertThat(catchThrowable(() -> way.insert(a, UUID.randomUUID(), "ann", "ann@press.test")))
                        .isNotNull();
                assertThat(Sql.one(
                                pool,
                                "select concat_ws('|', current_setting('holdfast.tenant_id', true),"
                                        + " current_setting('holdfast.actor', true), current_setting('holdfast.reason', true),"
                                        + " current_setting('holdfast.request_id', true),"
                                        + " current_setting('holdfast.metadata', true),"
                                        + " (select count(*) from authors))"))
                        .isEqualTo("|||||0");
            }
        }
    }

    @Test
    @DisplayName(
            "a session without a tenant reads shared tables, and is refused tenant-owned ones by name of the remedy")
    void withoutTenant() {
        var none = holdfast.withoutTenant();
        assertThat(none.from(COUNTRIES)
                        .orderBy(COUNTRIES.code.asc())
                        .values(COUNTRIES.name)
                        .list())
                .containsExactly("Iceland", "Tuvalu");
        assertThat(none.<Long>inTransaction(tx -> tx.from(COUNTRIES).count())).isEqualTo(2);
        assertThatThrownBy(() -> none.from(AUTHORS).list())
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("holdfast.tenant(id)")
                .hasMessageContaining("acrossTenants(reason)");
        assertThatThrownBy(() -> none.from(COUNTRIES)
                        .where(Expressions.exists(Select.from(ARTICLES)))
                        .list())
                .isInstanceOf(TenantRequiredException.class);
        assertThatThrownBy(() -> none.useTransaction(
                        tx -> tx.deleteFrom(AUTHORS).everyRow().execute()))
                .isInstanceOf(TenantRequiredException.class);
        assertThatThrownBy(() -> none.execute(PlainStatement.of(
                        "insert into authors (id, name, email)" + " values (gen_random_uuid(), 'x', 'x')")))
                .as("what the DSL can't see, the policy refuses")
                .isInstanceOf(AccessDeniedException.class);
        assertThat(none.list(PlainStatement.of("select name from authors").returning(AUTHORS.name)))
                .isEmpty();
    }

    @Test
    @DisplayName("TN-19 an id that isn't the schema's type, is empty, or holds a NUL is refused before it is sent")
    void wrongIds() {
        assertThatThrownBy(() -> holdfast.tenant(UUID.randomUUID()))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("UUID");
        assertThatThrownBy(() -> holdfast.tenant("1")).isInstanceOf(TenantRequiredException.class);
        assertThatThrownBy(() -> holdfast.tenant("'; drop table authors; --"))
                .isInstanceOf(TenantRequiredException.class);
        assertThatThrownBy(() -> holdfast.tenant("")).isInstanceOf(TenantRequiredException.class);
        assertThatThrownBy(() -> holdfast.tenant("a\0b")).isInstanceOf(InvalidValueException.class);
        for (String bad : new String[] {"", " ", "a\0b", "x".repeat(201)}) {
            assertThatThrownBy(() -> holdfast.tenant(A).actor(bad)).isInstanceOf(InvalidValueException.class);
        }
        assertThatThrownBy(() -> holdfast.acrossTenants(" ")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> holdfast.tenant(A).because("")).isInstanceOf(InvalidValueException.class);
    }
}
