package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@DisplayName("A tap on the wire")
@PostgresTest(template = RoundTripsTest.Rows.class)
class RoundTripsTest {
    static final class Rows implements DatabaseTemplate {
        @Override
        public void prepare(TestDatabase database) throws SQLException {
            Sql.execute(
                    database.ownerDataSource(),
                    "create table rows (id int primary key, text text)",
                    "grant all on rows to " + database.user(Role.APPLICATION));
        }
    }

    private final TestDatabase database;

    RoundTripsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void empty() throws SQLException {
        Sql.execute(database.ownerDataSource(), "truncate rows");
    }

    @Test
    @DisplayName("counts a plain query as one, from the first to the tenth, and connecting as none")
    void query() throws SQLException {
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("select ?::int")) {
            assertThat(tap.count()).isZero();
            for (int i = 1; i <= 10; i++) {
                statement.setInt(1, i);
                statement.executeQuery().close();
                assertThat(tap.count()).isEqualTo(i);
                assertThat(tap.syncs()).isEqualTo(i);
            }
            tap.reset();
            assertThat(tap.count()).isZero();
        }
    }

    @Test
    @DisplayName("counts a query and the commit of its transaction as two")
    void transaction() throws SQLException {
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection()) {
            connection.setAutoCommit(false);
            Sql.value(connection, "select 1");
            connection.commit();
            assertThat(tap.count()).isEqualTo(2);
            assertThat(tap.statements()).containsExactly("BEGIN", "select 1", "COMMIT");
        }
    }

    @Test
    @DisplayName("counts statements sent together as one, and shows their texts")
    void together() throws SQLException {
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "begin; select set_config('holdfast.tenant_id', ?, true); select 2; commit")) {
            statement.setString(1, "7");
            statement.execute();
            assertThat(tap.flights()).isEqualTo(1);
            assertThat(tap.syncs()).isEqualTo(1);
            assertThat(tap.statements())
                    .containsExactly(
                            "begin", "select set_config('holdfast.tenant_id', $1, true)", "select 2", "commit");
        }
    }

    @Test
    @DisplayName("counts a statement that fails, and one in simple mode")
    void failure() throws SQLException {
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection()) {
            assertThatThrownBy(() -> Sql.value(connection, "select 1/0")).hasMessageContaining("division by zero");
            assertThat(tap.count()).isEqualTo(1);
            assertThat(connection.isValid(5)).isTrue();
            assertThat(tap.count()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("lets a large result, a large parameter and a copy through unchanged")
    void large() throws Exception {
        String text = "Ä€\uD83D\uDE00x".repeat(200_000);
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into rows values (1, ?) returning text")) {
            insert.setString(1, text);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                assertThat(row.getString(1).equals(text)).isTrue();
            }
            assertThat(tap.count()).isEqualTo(1);
            tap.reset();
            long copied = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy rows from stdin", new StringReader("2\ta\n3\tb\n"));
            assertThat(copied).isEqualTo(2);
            assertThat(tap.flights()).isEqualTo(2);
            assertThat(tap.syncs()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("loses the answer to a commit that took place, once")
    void dropReplies() throws SQLException {
        try (RoundTrips tap = RoundTrips.before(database)) {
            try (Connection connection = tap.applicationDataSource().getConnection();
                    Connection bystander = tap.applicationDataSource().getConnection()) {
                connection.setAutoCommit(false);
                Sql.execute(connection, "insert into rows values (1, 'stays')");
                tap.dropReplies();
                assertThatThrownBy(connection::commit)
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState())
                                .startsWith("08"));
                // no waiting: when the client lost its connection, the server had finished
                assertThat(stored()).isEqualTo("stays");
                assertThat(Sql.value(bystander, "select text from rows")).isEqualTo("stays");
            }
            assertThat(Sql.value(tap.applicationDataSource(), "select text from rows"))
                    .isEqualTo("stays");
        }
    }

    @Test
    @DisplayName("cuts every connection on command: what wasn't committed is gone")
    void killAll() throws SQLException {
        try (RoundTrips tap = RoundTrips.before(database)) {
            try (Connection connection = tap.applicationDataSource().getConnection()) {
                connection.setAutoCommit(false);
                Sql.execute(connection, "insert into rows values (1, 'goes')");
                tap.killAll();
                assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            }
            // the primary key waits for the cut transaction to end, so this proves that it did not commit
            Sql.execute(tap.applicationDataSource(), "insert into rows values (1, 'new')");
            assertThat(stored()).isEqualTo("new");
        }
    }

    @Test
    @DisplayName("closed, lets nobody in; its URL leads through it while it is open")
    void close() throws SQLException {
        RoundTrips tap = RoundTrips.before(database);
        String url = tap.url(Role.APPLICATION);
        try (Connection connection = java.sql.DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
            assertThat(tap.count()).isEqualTo(1);
        }
        tap.close();
        assertThatThrownBy(() -> java.sql.DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
    }

    private String stored() throws SQLException {
        return Sql.value(database.ownerDataSource(), "select text from rows where id = 1");
    }
}
