package dev.holdfast.jdbi.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest(template = Newsroom.class)
class FailedConnectionTest {

    private final TestDatabase database;

    FailedConnectionTest(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @ValueSource(classes = {StackOverflowError.class, OutOfMemoryError.class})
    @DisplayName("where the driver may have stopped within a message, the connection is aborted and nothing is sent")
    void aborted(Class<? extends Error> kind) throws Exception {
        Error failure = kind.getConstructor(String.class).newInstance("deep");
        try (Connection connection = database.superuserDataSource().getConnection()) {
            FailedConnection.end(connection, failure, () -> fail("sent a rollback"));
            assertThat(connection.isClosed()).isTrue();
        }
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("another failure is rolled back, and aborted where that fails")
    void rolledBack(boolean broken) throws Exception {
        AssertionError failure = new AssertionError("wrong");
        try (Connection connection = database.superuserDataSource().getConnection()) {
            connection.setAutoCommit(false);
            FailedConnection.end(connection, failure, () -> {
                if (broken) {
                    throw new SQLException("gone", "08006");
                }
                connection.rollback();
            });
            assertThat(connection.isClosed()).isEqualTo(broken);
        }
        assertThat(failure.getSuppressed()).hasSize(broken ? 1 : 0);
    }
}
