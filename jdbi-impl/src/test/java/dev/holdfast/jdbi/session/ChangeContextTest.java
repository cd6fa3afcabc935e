package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Countries.COUNTRIES;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Scope;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who changes something, why, for which request and what else is told, as SQL sees it. */
@PostgresTest(template = Press.class)
class ChangeContextTest {

    private static final String CONTEXT = "concat_ws('|', current_setting('holdfast.actor', true),"
            + " current_setting('holdfast.reason', true), current_setting('holdfast.request_id', true),"
            + " current_setting('holdfast.metadata', true))";
    private static final String ALL = "ann|why|r-1|{\"client\":\"app \\\"7\\\"\",\"ip\":\"::1\"}";

    interface ContextDao {
        @SqlQuery("select " + CONTEXT)
        String context();
    }

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    ChangeContextTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
        Press.author(holdfast.tenant(A), "author" + System.nanoTime());
    }

    private static JdbiTenantScope told(JdbiHoldfast holdfast) {
        return holdfast.tenant(A)
                .actor("ann")
                .because("why")
                .requestId("r-1")
                .metadata("ip", "::1")
                .metadata("client", "app \"7\"");
    }

    private static String context(Scope scope) {
        return scope.inTransaction(tx -> tx.attach(ContextDao.class).context());
    }

    private static String metadata(Scope scope) {
        return scope.inTransaction(tx -> JdbiTransaction.handleOf(tx)
                .select("select current_setting('holdfast.metadata')")
                .mapTo(String.class)
                .one());
    }

    private static String context(Handle handle) {
        return handle.select("select " + CONTEXT).mapTo(String.class).one();
    }

    @ParameterizedTest(name = "{displayName} [{0}, autoCommit={1}]")
    @CsvSource({
        "prepareThreshold=5, true",
        "prepareThreshold=5, false",
        "prepareThreshold=0, true",
        "autosave=always, true",
        "autosave=always, false",
        "preferQueryMode=simple, true",
        "preferQueryMode=simple, false"
    })
    @DisplayName("AH-12 what a session tells is there for DSL, SqlObject and plain SQL, and not for the next session")
    void nothingLeaks(String parameter, boolean autoCommit) {
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit, parameter)) {
            JdbiHoldfast pooled = Press.holdfast(database, pool);
            JdbiTenantScope told = told(pooled);
            for (int round = 0; round < 8; round++) { // the driver prepares what comes again
                assertThat(alone(told)).isEqualTo(ALL);
                assertNothingIsTold(pool, pooled);
                assertThat(told.withSqlObject(ContextDao.class, ContextDao::context))
                        .isEqualTo(ALL);
                assertNothingIsTold(pool, pooled);
                assertThat(told.<String>withHandle(ChangeContextTest::context)).isEqualTo(ALL);
                assertNothingIsTold(pool, pooled);
                assertThatThrownBy(() -> told.useTransaction(tx -> {
                            assertThat(tx.attach(ContextDao.class).context()).isEqualTo(ALL);
                            JdbiTransaction.handleOf(tx).execute("select 1/0");
                        }))
                        .isInstanceOf(DatabaseException.class);
                assertNothingIsTold(pool, pooled);
                told.useTransaction(tx -> JdbiTransaction.handleOf(tx)
                        .execute("select set_config('holdfast.metadata', '{\"own\": 1}', true)"));
                assertNothingIsTold(pool, pooled);
            }
        }
    }

    /** On the same connection: by nobody's session first, which sets nothing. */
    private static void assertNothingIsTold(HikariDataSource pool, JdbiHoldfast holdfast) {
        assertThat(Sql.one(pool, "select " + CONTEXT)).isEqualTo("|||");
        assertThat(alone(holdfast.tenant(A))).isEqualTo("|||");
        assertThat(context(holdfast.tenant(A))).isEqualTo("|||");
        assertThat(context(holdfast.tenant(A).actor("bob"))).isEqualTo("bob|||");
        assertThat(context(holdfast.withoutTenant())).isEqualTo("|||");
    }

    /** A statement of the DSL, by itself. */
    private static @Nullable String alone(Scope scope) {
        return scope.from(AUTHORS)
                .limit(1)
                .values(PlainSql.expression(SqlTypes.TEXT, "context", CONTEXT))
                .one();
    }

    @Test
    @DisplayName("a scope that belongs to no tenant tells the same")
    void withoutTenant() {
        Scope none = holdfast.withoutTenant().actor("ann").because("why").requestId("r-1");
        assertThat(context(none.metadata(Map.of("ip", "::1")))).isEqualTo("ann|why|r-1|{\"ip\":\"::1\"}");
        assertThat(none.from(COUNTRIES).count()).isPositive();
        assertThat(context(none)).isEqualTo("ann|why|r-1|");
    }

    @Test
    @DisplayName(
            "the context of a transaction comes back when a savepoint is rolled back, and so does that of one joined")
    void savepointsAndJoined() {
        JdbiTenantScope told = told(holdfast);
        told.useTransaction(tx -> {
            ContextDao dao = tx.attach(ContextDao.class);
            assertThatThrownBy(() -> tx.useTransaction(inner -> {
                        JdbiTransaction.handleOf(inner)
                                .execute("select set_config('holdfast.metadata', '{\"inner\": 1}', true)");
                        assertThat(dao.context()).isEqualTo("ann|why|r-1|{\"inner\": 1}");
                        throw new IllegalStateException("inner");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(dao.context()).isEqualTo(ALL);
        });
        Jdbi.create(database.applicationDataSource()).useTransaction(handle -> {
            told.joining(handle, tx -> {
                assertThat(context(handle)).isEqualTo(ALL);
                return true;
            });
            assertThat(context(handle)).isEqualTo("|||");
            handle.execute("select set_config('holdfast.metadata', '{\"theirs\": 1}', true)");
            for (JdbiTenantScope ours :
                    List.of(told, holdfast.tenant(A), holdfast.tenant(A).metadata("theirs", "1"))) {
                String before = context(handle);
                assertThat(ours.<Boolean>joining(handle, tx -> context(handle).contains("theirs\": 1")))
                        .as("a joined block says what its session says, and nothing else")
                        .isFalse();
                assertThat(context(handle)).isEqualTo(before).isEqualTo("|||{\"theirs\": 1}");
            }
        });
    }

    @Test
    @DisplayName(
            "metadata is one JSON object with its members in order; a name told again replaces, and no scope changes")
    void metadataIsJson() {
        JdbiTenantScope scope = holdfast.tenant(A);
        JdbiTenantScope one = scope.metadata("b", "1").metadata("a", "");
        Map<String, String> more = new LinkedHashMap<>();
        more.put("c", "\u00e4\ud83d\ude00");
        more.put("b", "\t\"\\\u007f\u2028");
        assertThat(metadata(one)).isEqualTo("{\"a\":\"\",\"b\":\"1\"}");
        assertThat(one.metadata(more).context())
                .isEqualTo(scope.metadata(more).metadata("a", "").context())
                .isNotEqualTo(one.context());
        String json = metadata(one.metadata(more));
        assertThat(json).isEqualTo("{\"a\":\"\",\"b\":\"\\u0009\\\"\\\\\u007f\u2028\",\"c\":\"\u00e4\ud83d\ude00\"}");
        assertThat(one.metadata(more).<String>withHandle(h -> h.select(
                                "select current_setting('holdfast.metadata')::jsonb ->> 'b' || (jsonb_typeof("
                                        + "current_setting('holdfast.metadata')::jsonb))")
                        .mapTo(String.class)
                        .one()))
                .isEqualTo(more.get("b") + "object");
        more.put("c", "changed afterwards");
        assertThat(metadata(scope.metadata(Map.of()))).isEmpty();
        assertThat(metadata(one)).isEqualTo("{\"a\":\"\",\"b\":\"1\"}");
    }

    @Test
    @SuppressWarnings("NullAway") // what Java's callers can
    @DisplayName("metadata that can't be stored, or is too much, is refused by name and without the value")
    void refused() {
        JdbiTenantScope scope = holdfast.tenant(A);
        for (@Nullable String name : new @Nullable String[] {null, "", " ", "x".repeat(65), "a\0"}) {
            assertThatThrownBy(() -> scope.metadata(name, "x"))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith("A name in metadata ");
        }
        for (@Nullable String value : new @Nullable String[] {null, "secret\0", "secret\ud83d", "\ude00secret"}) {
            assertThatThrownBy(() -> scope.metadata("note", value))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith("metadata note ")
                    .hasMessageNotContaining("secret");
            Map<String, String> map = new HashMap<>();
            map.put("note", value);
            assertThatThrownBy(() -> scope.metadata(map)).isInstanceOf(InvalidValueException.class);
        }
        assertThatThrownBy(() -> scope.metadata(null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("metadata(…) was given null");
        int most = 4_000 - "{\"note\":\"\"}".length();
        assertThat(metadata(scope.metadata("note", "x".repeat(most)))).hasSize(4_000);
        assertThatThrownBy(() -> scope.metadata("note", "x".repeat(most + 1)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("The metadata has more than 4000 characters as JSON: keep what tells a change from others,"
                        + " and store the rest in a table.");
        assertThatThrownBy(() -> scope.metadata("note", "x".repeat(most))
                        .metadata("more", UUID.randomUUID().toString()))
                .isInstanceOf(InvalidValueException.class);
    }
}
