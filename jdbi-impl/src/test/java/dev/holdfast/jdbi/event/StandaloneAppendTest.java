package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An append of a scope is one statement, which carries the session; whatever is left on a pool's connection, it is committed. */
@PostgresTest(template = Newsroom.class)
class StandaloneAppendTest {

    private final TestDatabase database;
    private final Events others;

    StandaloneAppendTest(TestDatabase database) {
        this.database = database;
        this.others = Newsroom.holdfast(database).tenant(Newsroom.A).events();
    }

    private static StreamId fresh() {
        return stream("article", UUID.randomUUID());
    }

    private JdbiTenantScope over(HikariDataSource pool) {
        return Newsroom.holdfast(database, pool, EventSettings.with(EventTypes.of(Published.class)))
                .tenant(Newsroom.A)
                .actor("ann")
                .requestId("r-1")
                .because("a test");
    }

    private void append(JdbiTenantScope scope) {
        StreamId article = fresh();
        scope.events().append(article, none(), new Published(1));
        scope.events().append(article, exactly(1), new Published(2));
        scope.events().append(article, any(), new Published(3), new Published(4));
        assertThat(others.read(article).list())
                .as("committed, in its own tenant")
                .hasSize(4)
                .extracting(RecordedEvent::metadata)
                .allSatisfy(metadata -> {
                    assertThat(metadata.actor()).isEqualTo("ann");
                    assertThat(metadata.reason()).isEqualTo("a test");
                    assertThat(metadata.correlation()).isEqualTo("r-1");
                });
    }

    @Test
    @DisplayName("one statement without begin and commit, in one round trip")
    void oneStatement() {
        try (RoundTrips tap = RoundTrips.before(database);
                HikariDataSource pool = Pools.pool(tap.url(Role.APPLICATION), 1, true)) {
            JdbiTenantScope scope = over(pool);
            append(scope);
            tap.reset();
            scope.events().append(fresh(), none(), new Published(1));
            assertThat(tap.flights()).isEqualTo(1);
            assertThat(tap.statements()).allSatisfy(sql -> assertThat(sql).startsWith("select holdfast.append_one("));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "EV-27 a tenant, an actor and a transaction that somebody's SQL has left on the connection change nothing")
    void leftovers(boolean autoCommit) throws Exception {
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit)) {
            JdbiTenantScope scope = over(pool);
            append(scope);
            for (String left : new String[] {
                "set holdfast.tenant_id = '" + Newsroom.B + "'; set holdfast.actor = 'bob'",
                "set holdfast.tenant_id = 'nobody'",
                "set holdfast.tenant_id = '99999999999999999999'",
                "begin",
                "begin; select set_config('holdfast.tenant_id', '" + Newsroom.B + "', true)"
            }) {
                try (Connection connection = pool.getConnection()) {
                    Sql.run(connection, left);
                    if (!autoCommit && left.startsWith("set")) {
                        connection.commit();
                    }
                }
                append(scope);
                append(scope);
            }
        }
    }

    @Test
    @DisplayName("a refused append leaves the connection as it was")
    void refused() {
        try (HikariDataSource pool = Pools.pool(database, 1, true)) {
            JdbiTenantScope scope = over(pool);
            Sql.run(database.superuserDataSource(), "revoke execute on function holdfast.append_one from holdfast_app");
            try {
                assertThatThrownBy(() -> scope.events().append(fresh(), any(), new Published(1)))
                        .isInstanceOfSatisfying(DatabaseException.class, refused -> assertThat(refused.sqlState())
                                .isEqualTo("42501"));
            } finally {
                Sql.run(
                        database.superuserDataSource(),
                        "grant execute on function holdfast.append_one to holdfast_app");
            }
            append(scope);
        }
    }
}
