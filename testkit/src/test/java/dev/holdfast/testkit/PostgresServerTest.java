package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An embedded server, without JUnit's help")
class PostgresServerTest {
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(PostgresServer.durable());
        settings.put("commit_delay", "100");
        settings.put("log_statement", "mod");
        settings.put("search_path", "\"$user\", \"it's mine\", public");
        server = PostgresServer.start(settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("has the settings that it was given, and those for tests where it wasn't; listens on loopback only")
    void settings() throws SQLException {
        try (TestDatabase database = server.createDatabase("settings")) {
            assertThat(show(database, "fsync")).isEqualTo("on");
            assertThat(show(database, "synchronous_commit")).isEqualTo("on");
            assertThat(show(database, "full_page_writes")).isEqualTo("on");
            assertThat(show(database, "commit_delay")).isEqualTo("100");
            assertThat(show(database, "log_statement")).isEqualTo("mod");
            assertThat(show(database, "search_path")).isEqualTo("\"$user\", \"it's mine\", public");
            assertThat(show(database, "max_connections")).isEqualTo("300");
            assertThat(show(database, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(show(database, "server_encoding")).isEqualTo("UTF8");
        }
        try (PostgresServer plain = PostgresServer.start();
                TestDatabase database = plain.createDatabase("plain")) {
            assertThat(show(database, "fsync")).isEqualTo("off");
            assertThat(plain.source()).isEqualTo("embedded");
        }
    }

    private static String show(TestDatabase database, String setting) throws SQLException {
        return Sql.value(database.ownerDataSource(), "show " + setting);
    }

    @Test
    @DisplayName("comes back after a crash with what was committed, on the same port")
    void restart() throws SQLException {
        try (TestDatabase database = server.createDatabase("crash")) {
            Sql.execute(database.ownerDataSource(), "create table t (id int)", "insert into t values (1)");
            Connection open = database.ownerDataSource().getConnection();
            open.setAutoCommit(false);
            Sql.execute(open, "insert into t values (2)");

            server.stopImmediately();
            assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> database.ownerDataSource().getConnection()).isInstanceOf(SQLException.class);

            server.restart();
            assertThat(Sql.value(database.ownerDataSource(), "select array_agg(id) from t"))
                    .isEqualTo("{1}");
            assertThat(show(database, "fsync")).isEqualTo("on");
            server.restart();
            assertThat(Sql.value(database.ownerDataSource(), "select array_agg(id) from t"))
                    .isEqualTo("{1}");
        }
    }

    @Test
    @DisplayName("refuses a name that is taken or needs quoting")
    void names() {
        try (TestDatabase database = server.createDatabase("taken")) {
            assertThatThrownBy(() -> server.createDatabase(database.name()))
                    .isInstanceOf(TestkitException.class)
                    .hasMessageStartingWith("database taken: there is one of that name already");
        }
        assertThatThrownBy(() -> server.createDatabase("x\"; drop database postgres"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no name for a test database");
    }

    @Test
    @DisplayName("gives URLs with user and password")
    void urls() throws SQLException {
        try (TestDatabase database = server.createDatabase("urls")) {
            for (Role role : Role.values()) {
                try (Connection connection = java.sql.DriverManager.getConnection(database.url(role))) {
                    assertThat(Sql.value(connection, "select current_user")).isEqualTo(role.defaultName());
                }
            }
            assertThat(database.password(Role.APPLICATION)).isNotEmpty();
            assertThat(database.toString()).doesNotContain(database.password(Role.APPLICATION));
        }
    }
}
