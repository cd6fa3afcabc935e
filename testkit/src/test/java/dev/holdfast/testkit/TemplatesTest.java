package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A template that can't be cloned says why")
class TemplatesTest {
    static final class Failing implements DatabaseTemplate {
        static final AtomicInteger TRIED = new AtomicInteger();

        @Override
        public void prepare(TestDatabase database) throws SQLException {
            TRIED.incrementAndGet();
            Sql.execute(database.ownerDataSource(), "create tabel oops ()");
        }
    }

    static final class Leaking implements DatabaseTemplate {
        @Override
        @SuppressWarnings("resource") // that is the point
        public void prepare(TestDatabase database) throws SQLException {
            Connection left = database.ownerDataSource().getConnection();
            assertThat(left.isClosed()).isFalse();
        }
    }

    record Demanding(String wish) implements DatabaseTemplate {
        @Override
        public void prepare(TestDatabase database) {
            throw new AssertionError("nobody can call this");
        }
    }

    @PostgresTest(template = Failing.class)
    static class WithFailing {
        @Test
        void neverRuns() {
            throw new AssertionError("it ran");
        }
    }

    @PostgresTest(template = Failing.class)
    static class WithFailingToo extends WithFailing {}

    @PostgresTest(template = Leaking.class)
    static class WithLeaking extends WithFailing {}

    @PostgresTest(template = Demanding.class)
    static class WithDemanding extends WithFailing {}

    @Test
    @DisplayName("one that fails: every class that wants it fails with the cause, and it is tried once")
    void failing() {
        Launch.of(WithFailing.class, WithFailingToo.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        2,
                        finishedWithFailure(
                                instanceOf(TestkitException.class),
                                message(text -> text.contains(Failing.class.getName())
                                        && text.contains("syntax error at or near \"tabel\""))));
        assertThat(Failing.TRIED).hasValue(1);
    }

    @Test
    @DisplayName("one that leaves a connection open")
    void leaking() {
        Launch.of(WithLeaking.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(message(text -> text.contains("1 connection(s) left open by")
                                && text.contains(Leaking.class.getName()))));
    }

    @Test
    @DisplayName("one that can't be constructed")
    void demanding() {
        Launch.of(WithDemanding.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(
                                message(text -> text.contains("it has no constructor without parameters"))));
    }
}
