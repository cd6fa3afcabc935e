package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.ConnectionUnavailableException;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Data sources that give no connection. */
@PostgresTest(template = Press.class)
class NoConnectionTest {

    private final TestDatabase database;

    NoConnectionTest(TestDatabase database) {
        this.database = database;
    }

    /** A pool that starts although there is no connection, and doesn't wait long for one. */
    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(250);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** Each way in which a session asks for a connection. */
    private static List<ThrowingCallable> ways(JdbiHoldfast holdfast) {
        JdbiTenantScope scope = holdfast.tenant(A);
        return List.of(
                () -> scope.from(AUTHORS).list(),
                () -> Press.author(scope, "ann"),
                () -> scope.useTransaction(tx -> tx.from(AUTHORS).list()),
                () -> scope.stream(PlainStatement.of("select gen_random_uuid() as id")
                                .returning(AUTHORS.id)
                                .map(row -> row.get(AUTHORS.id)))
                        .close(),
                () -> scope.withHandle(handle -> handle.execute("select 1")),
                holdfast::doctor);
    }

    private static void says(Throwable thrown, String reason, String fix) {
        assertThat(thrown).isInstanceOfSatisfying(ConnectionUnavailableException.class, e -> {
            assertThat(e.getMessage())
                    .startsWith("No connection could be got, so nothing was sent. ")
                    .contains(reason)
                    .endsWith(fix)
                    .doesNotContain("SQL:", "select", "PostgreSQL refused", "?????", "..");
            assertThat(chain(e)).as("the driver's own exception").anyMatch(message -> message.contains(reason));
        });
    }

    private static List<String> chain(Throwable thrown) {
        List<String> messages = new ArrayList<>();
        for (Throwable at = thrown.getCause(); at != null; at = at.getCause()) {
            messages.add(String.valueOf(at.getMessage()));
        }
        return messages;
    }

    /** Over a pool that gives no connection any more; there was one when the application started. */
    private JdbiHoldfast started(HikariDataSource pool) {
        var dataSource = new DelegatingDataSource(database.applicationDataSource());
        JdbiHoldfast holdfast = Press.holdfast(database, dataSource);
        dataSource.setTargetDataSource(pool);
        return holdfast;
    }

    @Test
    @DisplayName("J-31 behind HikariCP, a user that the server refuses: the driver's message, in ours and in the chain")
    void refusedUser() {
        String url = database.url(Role.APPLICATION).replaceFirst("user=[^&]*", "user=nobody_of_that_name");
        String reason = "role \"nobody_of_that_name\" does not exist";
        try (HikariDataSource pool = pool(url)) {
            for (ThrowingCallable way : ways(started(pool))) {
                Throwable thrown = catchThrowable(way);
                says(thrown, reason, "Check the data source's user and password");
                assertThat(((DatabaseException) thrown).sqlState()).startsWith("28");
            }
            says(
                    catchThrowable(() -> Press.holdfast(database, pool)),
                    reason,
                    "Check the data source's user and password");
        }
        HikariDataSource late =
                new HikariDataSource(); // starts with its first connection, and says so by an exception of its own
        try (late) {
            late.setJdbcUrl(url);
            late.setConnectionTimeout(250);
            says(
                    catchThrowable(() -> Press.holdfast(database, late)),
                    reason,
                    "Check the data source's user and password");
        }
    }

    @Test
    @DisplayName("J-31 behind HikariCP, a server that is down")
    void serverDown() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (HikariDataSource pool = pool("jdbc:postgresql://127.0.0.1:" + port + "/nowhere?user=a&password=s3cr3t")) {
            for (ThrowingCallable way : ways(started(pool))) {
                Throwable thrown = catchThrowable(way);
                says(
                        thrown,
                        "Connection to 127.0.0.1:" + port + " refused",
                        "Check that the server is up and takes connections, and the data source's host and port");
                assertThat(thrown).hasMessageNotContaining("s3cr3t");
                assertThat(((DatabaseException) thrown).sqlState()).isEqualTo("08001");
            }
        }
    }

    @Test
    @DisplayName("J-31 a database that isn't there")
    void noDatabase() {
        String url = database.url(Role.APPLICATION).replace("/" + database.name(), "/no_such_database");
        try (HikariDataSource pool = pool(url)) {
            says(
                    catchThrowable(() -> started(pool).tenant(A).from(AUTHORS).list()),
                    "database \"no_such_database\" does not exist",
                    "Check the database's name in the data source's URL");
        }
    }

    @Test
    @DisplayName(
            "J-31 a pool of one, which a transaction or a stream holds: the message tells of the pool, and of no SQL")
    void poolOfOne() {
        try (HikariDataSource pool = pool(database.url(Role.APPLICATION))) {
            JdbiTenantScope outer = Press.holdfast(database, pool).tenant(A);
            JdbiHoldfast other = started(pool);
            String fix = "Use the transaction itself, or let the pool have more";
            outer.useTransaction(tx -> {
                tx.from(AUTHORS).count();
                for (ThrowingCallable way : ways(other)) {
                    says(catchThrowable(way), "Connection is not available", fix);
                }
            });
            try (Stream<?> rows = outer.stream(PlainStatement.of("select gen_random_uuid() as id")
                    .returning(AUTHORS.id)
                    .map(row -> row.get(AUTHORS.id)))) {
                says(catchThrowable(() -> outer.from(AUTHORS).count()), "Connection is not available", fix);
                assertThat(rows.count()).isOne();
            }
            assertThat(outer.from(AUTHORS).count()).isZero();
        }
    }

    @Test
    @DisplayName(
            "a pool that is closed, or anything else that isn't PostgreSQL's, isn't said to be PostgreSQL's refusal")
    void closedPool() {
        HikariDataSource pool = Pools.ofOne(database);
        JdbiTenantScope scope = Press.holdfast(database, pool).tenant(A);
        pool.close();
        assertThatThrownBy(() -> scope.from(AUTHORS).list())
                .isInstanceOf(ConnectionUnavailableException.class)
                .hasMessageContaining("has been closed")
                .hasMessageNotContaining("SQL:");
    }
}
