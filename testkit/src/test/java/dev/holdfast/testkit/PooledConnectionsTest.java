package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@DisplayName("A connection that is closed is used again, as good as new")
@PostgresTest
class PooledConnectionsTest {
    private static final String BACKEND = "select pg_backend_pid()";

    private final TestDatabase database;
    private final DataSource owner;

    PooledConnectionsTest(TestDatabase database) {
        this.database = database;
        this.owner = database.ownerDataSource();
    }

    /** What a test does with a connection before it closes it. */
    private interface Use {
        void of(Connection connection) throws SQLException;
    }

    /** Answers the backend. */
    private String use(Use use) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            String backend = Sql.value(connection, BACKEND);
            use.of(connection);
            return backend;
        }
    }

    private void assertKeptAfter(Use use) throws SQLException {
        assertThat(use(use)).isEqualTo(Sql.value(owner, BACKEND));
    }

    private void assertClosedAfter(Use use) throws SQLException {
        assertThat(use(use)).isNotEqualTo(Sql.value(owner, BACKEND));
    }

    @Test
    @DisplayName("under the name by which the server knows it")
    void applicationName() throws SQLException {
        assertKeptAfter(connection -> Sql.execute(connection, "set application_name = 'another'"));
        assertThat(Sql.value(owner, "show application_name")).isEqualTo("holdfast-testkit");
    }

    @Test
    @DisplayName("without settings, role, temporary tables, locks and listening that were left")
    void leftOnTheServer() throws SQLException {
        assertKeptAfter(connection -> Sql.execute(
                connection,
                "set search_path = pg_catalog",
                "set timezone = 'Asia/Kathmandu'",
                "select set_config('holdfast.tenant_id', '42', false)",
                "set role pg_database_owner",
                "create temporary table left_behind (id int)",
                "select pg_advisory_lock(42)",
                "listen something",
                "prepare something as select 1",
                "set session characteristics as transaction isolation level serializable, read only"));
        assertThat(state()).isEqualTo("holdfast_owner,\"$user\", public,t,0,0,0,read committed,off");
    }

    private String state() throws SQLException {
        return Sql.value(
                owner,
                "select concat_ws(',', current_user, current_setting('search_path'),"
                        + " nullif(current_setting('timezone'), 'Asia/Kathmandu') is not null,"
                        + " nullif(current_setting('holdfast.tenant_id', true), ''), to_regclass('left_behind'),"
                        + " (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()),"
                        + " (select count(*) from pg_listening_channels()),"
                        + " (select count(*) from pg_prepared_statements where name = 'something'),"
                        + " current_setting('transaction_isolation'), current_setting('transaction_read_only'))");
    }

    @Test
    @DisplayName("in auto-commit, without what was written and not committed")
    void leftInTheDriver() throws SQLException {
        Sql.execute(owner, "create table written (id int)");
        assertKeptAfter(connection -> {
            connection.setAutoCommit(false);
            Sql.execute(connection, "insert into written values (1)");
        });
        try (Connection connection = owner.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(Sql.value(connection, "select count(*) from written")).isEqualTo("0");
        }
    }

    @Test
    @DisplayName("but not inside a transaction that SQL began, failed or not")
    void openTransaction() throws SQLException {
        assertClosedAfter(connection -> Sql.execute(connection, "begin"));
        assertClosedAfter(connection -> {
            Sql.execute(connection, "begin");
            assertThatThrownBy(() -> Sql.execute(connection, "select 1 / 0")).isInstanceOf(SQLException.class);
        });
    }

    @Test
    @DisplayName("but not with settings of the driver that were changed")
    void changedInTheDriver() throws SQLException {
        assertClosedAfter(connection -> connection.setReadOnly(true));
        assertClosedAfter(connection -> connection.setNetworkTimeout(Runnable::run, 60_000));
        assertClosedAfter(connection -> connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT));
        assertClosedAfter(connection -> connection.unwrap(PGConnection.class).setPrepareThreshold(1));
    }

    @Test
    @DisplayName("but not after its backend has been ended, before it was closed or after")
    void ended() throws SQLException {
        String backend = use(connection -> {});
        kill(backend);
        assertThat(Sql.value(owner, BACKEND)).isNotEqualTo(backend);

        assertClosedAfter(connection -> kill(Sql.value(connection, BACKEND)));
        assertClosedAfter(connection -> connection.abort(Runnable::run));
    }

    private void kill(String backend) throws SQLException {
        Sql.value(database.superuserDataSource(), "select pg_terminate_backend(" + backend + ", 20000)");
    }

    @Test
    @DisplayName("with statements that the server had prepared, prepared anew, also where a table has changed")
    void preparedStatements() throws SQLException {
        Sql.execute(owner, "create table prepared (a int)", "insert into prepared values (1)");
        Use tenTimes = connection -> {
            for (int run = 0; run < 10; run++) {
                try (PreparedStatement statement = connection.prepareStatement("select * from prepared where a = ?")) {
                    statement.setInt(1, 1);
                    try (ResultSet row = statement.executeQuery()) {
                        assertThat(row.next()).isTrue();
                    }
                }
            }
        };
        assertKeptAfter(tenTimes);
        Sql.execute(owner, "alter table prepared add column b text");
        assertKeptAfter(tenTimes);
        assertKeptAfter(tenTimes);
    }

    @Test
    @DisplayName("and whoever closed it can do no more with it, also while another uses it")
    void closedHandle() throws SQLException {
        Connection closed = owner.getConnection();
        closed.close();
        try (Connection next = owner.getConnection()) {
            assertThat(closed.isClosed()).isTrue();
            assertThatThrownBy(closed::createStatement).isInstanceOf(SQLException.class);
            closed.close();
            assertThat(Sql.value(next, "select 1")).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("any number at once, each its own, of which four are kept")
    void manyAtOnce() throws SQLException {
        Set<String> first = backendsOf(40);
        Set<String> second = backendsOf(40);
        assertThat(first).hasSize(40);
        assertThat(second).hasSize(40);
        second.retainAll(first);
        assertThat(second).hasSize(4);
    }

    private Set<String> backendsOf(int connections) throws SQLException {
        List<Connection> open = new ArrayList<>();
        Set<String> backends = new HashSet<>();
        for (int i = 0; i < connections; i++) {
            Connection connection = owner.getConnection();
            open.add(connection);
            backends.add(Sql.value(connection, BACKEND));
        }
        for (Connection connection : open) {
            connection.close();
        }
        return backends;
    }

    @Test
    @DisplayName("another user's is each a new one, and so is an untracked one")
    void notPooled() throws SQLException {
        DataSource untracked = database.untrackedDataSource(Role.OWNER);
        assertThat(Sql.value(untracked, BACKEND)).isNotEqualTo(Sql.value(untracked, BACKEND));
        try (Connection other =
                owner.getConnection(database.user(Role.APPLICATION), database.password(Role.APPLICATION))) {
            assertThat(Sql.value(other, "select current_user")).isEqualTo(database.user(Role.APPLICATION));
        }
        assertThat(Sql.value(owner, "select current_user")).isEqualTo(database.user(Role.OWNER));
    }

    @Test
    @DisplayName("is in nobody's way when its database is copied, once no more are kept")
    void copied() throws SQLException {
        try (TestDatabase original = database.server().createDatabase("original_with_a_pool");
                Connection used = original.ownerDataSource().getConnection()) {
            Sql.value(original.ownerDataSource(), BACKEND);
            original.closeIdleConnections();
            used.close();
            Sql.execute(
                    database.superuserDataSource(),
                    "create database copy_of_a_pool template original_with_a_pool",
                    "drop database copy_of_a_pool");
        }
    }

    @Test
    @DisplayName("is in nobody's way when its database is dropped")
    void dropped() throws SQLException {
        TestDatabase other = database.server().createDatabase("dropped_with_a_pool");
        Sql.value(other.ownerDataSource(), BACKEND);
        other.close();
        assertThat(Sql.value(
                        database.superuserDataSource(),
                        "select count(*) from pg_database where datname = 'dropped_with_a_pool'"))
                .isEqualTo("0");
        assertThatThrownBy(() -> other.ownerDataSource().getConnection()).isInstanceOf(SQLException.class);
    }
}
