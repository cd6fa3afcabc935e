package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.cause;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;

@DisplayName("A connection that nobody closes fails the test")
@SuppressWarnings("resource") // that is the point
class LeakTest {
    @PostgresTest
    static class Careless {
        @Test
        void leaks(TestDatabase database) throws SQLException {
            database.applicationDataSource().getConnection();
        }

        @Test
        void closes(TestDatabase database) throws SQLException {
            database.applicationDataSource().getConnection().close();
        }

        @Test
        void poolMayKeepItsOwn(TestDatabase database) throws SQLException {
            database.untrackedDataSource(Role.APPLICATION).getConnection();
        }

        @Test
        void closesFromAnotherThreadALittleLater(TestDatabase database) throws SQLException {
            Connection connection = database.applicationDataSource().getConnection();
            CountDownLatch testIsOver = new CountDownLatch(1);
            Thread closer = new Thread(() -> {
                try {
                    testIsOver.await(50, TimeUnit.MILLISECONDS);
                    connection.close();
                } catch (InterruptedException | SQLException e) {
                    throw new AssertionError(e);
                }
            });
            closer.start();
        }
    }

    @Test
    @DisplayName("the test that opened it, with the place where it did; its neighbours pass")
    void afterTheTest() {
        EngineExecutionResults results = Launch.of(Careless.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(3).failed(1));
        results.testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test("leaks"),
                                finishedWithFailure(
                                        instanceOf(AssertionError.class),
                                        message(text -> text.startsWith("1 connection(s) left open by leaks")),
                                        cause(openedIn(Careless.class, "leaks")))));
        results.containerEvents().assertStatistics(stats -> stats.failed(0));
    }

    @PostgresTest
    static class CarelessTogether {
        static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @Test
        void leaks(TestDatabase database) throws Exception {
            BOTH.await(60, TimeUnit.SECONDS);
            database.applicationDataSource().getConnection();
            BOTH.await(60, TimeUnit.SECONDS);
        }

        @Test
        void closes(TestDatabase database) throws Exception {
            BOTH.await(60, TimeUnit.SECONDS);
            database.applicationDataSource().getConnection().close();
            BOTH.await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("the class, where its tests run at the same time")
    void afterTheClass() {
        EngineExecutionResults results = Launch.concurrently(CarelessTogether.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));
        results.containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                container(CarelessTogether.class),
                                finishedWithFailure(
                                        message(text ->
                                                text.startsWith("1 connection(s) left open by CarelessTogether")),
                                        cause(openedIn(CarelessTogether.class, "leaks")))));
    }

    @PostgresTest
    static class ForTheWholeClass {
        static Connection connection;

        @BeforeAll
        static void open(TestDatabase database) throws SQLException {
            connection = database.applicationDataSource().getConnection();
        }

        @Test
        void uses() throws SQLException {
            assertThat(Sql.value(connection, "select 1")).isEqualTo("1");
        }
    }

    @PostgresTest
    static class ForTheWholeClassAndClosed extends ForTheWholeClass {
        @AfterAll
        static void close() throws SQLException {
            connection.close();
        }
    }

    @Test
    @DisplayName("the class that opened one in @BeforeAll, unless it closes it in @AfterAll; its tests pass")
    void ofTheClass() {
        EngineExecutionResults results = Launch.of(ForTheWholeClass.class, ForTheWholeClassAndClosed.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));
        results.containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                container(ForTheWholeClass.class),
                                finishedWithFailure(cause(openedIn(ForTheWholeClass.class, "open")))))
                .haveExactly(1, event(container(ForTheWholeClassAndClosed.class), finishedSuccessfully()));
    }

    private static Condition<Throwable> openedIn(Class<?> type, String method) {
        return new Condition<>(
                error -> Arrays.stream(error.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(type.getName())
                                && frame.getMethodName().equals(method)),
                "opened in " + type.getSimpleName() + "." + method);
    }
}
