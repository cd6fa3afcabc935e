package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Scope;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that somebody's SQL left on a pooled connection. */
@PostgresTest(template = Press.class)
class LeftoverSettingsTest {

    private static final String LEFT = "select set_config('holdfast.tenant_id', '2', false),"
            + " set_config('holdfast.actor', 'left', false), set_config('holdfast.reason', 'left', false),"
            + " set_config('holdfast.request_id', 'left', false), set_config('holdfast.metadata', 'left', false)";
    private static final String READ = "select concat_ws('|', current_setting('holdfast.tenant_id', true),"
            + " current_setting('holdfast.actor', true), current_setting('holdfast.reason', true),"
            + " current_setting('holdfast.request_id', true), current_setting('holdfast.metadata', true))";

    private final TestDatabase database;

    LeftoverSettingsTest(TestDatabase database) {
        this.database = database;
        Press.author(Press.holdfast(database).tenant(B), "bob" + System.nanoTime());
    }

    private static String settings(Scope scope) {
        return scope.inTransaction(tx ->
                JdbiTransaction.handleOf(tx).select(READ).mapTo(String.class).one());
    }

    private static List<String> byHandle(Scope scope) {
        return scope.inTransaction(tx -> JdbiTransaction.handleOf(tx)
                .select("select name from authors")
                .mapTo(String.class)
                .list());
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("TN-32 a session sets what it hasn't to nothing, so that nothing left on a connection shows through")
    void left(boolean autoCommit) {
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit);
                HikariDataSource across = Pools.pool(database.url(Role.ACROSS_TENANTS), 1, autoCommit)) {
            JdbiHoldfast holdfast = JdbiHoldfast.builder(pool)
                    .schema(Press.SCHEMA)
                    .json(new dev.holdfast.jdbi.Jackson3Json())
                    .acrossTenants(across)
                    .build();
            Sql.run(pool, LEFT);
            Sql.run(across, LEFT);
            assertThat(Sql.one(pool, READ)).as("it is really left").isEqualTo("2|left|left|left|left");
            Scope none = holdfast.withoutTenant();
            assertThat(byHandle(none)).isEmpty();
            assertThat(none.<List<String>>inTransaction(
                            tx -> tx.attach(AuthorDao.class).names()))
                    .isEmpty();
            assertThat(settings(none)).isEqualTo("||||");
            assertThat(byHandle(holdfast.tenant(A))).isEmpty();
            assertThat(settings(holdfast.tenant(A))).isEqualTo("1||||");
            assertThat(settings(holdfast.tenant(A).actor("ann"))).isEqualTo("1|ann|||");
            assertThat(settings(holdfast.acrossTenants("looking"))).isEqualTo("||looking||");
            assertThat(holdfast.tenant(A).from(AUTHORS).count()).isZero();
        }
    }
}
