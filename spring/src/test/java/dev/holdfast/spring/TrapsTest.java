package dev.holdfast.spring;

import static dev.holdfast.spring.Notes.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What goes wrong in silence with Spring's managers as they are, beside what the wrapped one makes of it. */
@PostgresTest(template = Notes.Template.class)
class TrapsTest {

    private final TestDatabase database;
    private @Nullable App opened;

    TrapsTest(TestDatabase database) {
        this.database = database;
    }

    private App open(Kind kind, String... parameters) {
        opened = App.of(kind, database, 1, parameters);
        return opened;
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(opened).close();
    }

    private static TransactionTemplate raw(App app) {
        return new TransactionTemplate(app.inside);
    }

    /** Binds the tenant, as the wrapped manager would have. */
    private static void bind(App app) {
        app.a.context().beginOn(DataSourceUtils.getConnection(app.pool));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TN-34 trap: Spring's commit of a failed transaction returns, with nothing stored")
    void failed(Kind kind) {
        App app = open(kind);
        assertThatCode(() -> raw(app).executeWithoutResult(status -> {
                    bind(app);
                    app.insert(A, "failed-" + kind);
                    assertThat(catchThrowable(
                                    () -> app.client.sql("select 1/0").query().singleValue()))
                            .isNotNull();
                }))
                .as("as it is")
                .doesNotThrowAnyException();
        assertThat(app.stored(app.a)).doesNotContain("failed-" + kind);
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "failed-" + kind);
                            assertThat(catchThrowable(() ->
                                            app.client.sql("select 1/0").query().singleValue()))
                                    .isNotNull();
                        })))
                .isInstanceOf(TransactionFailedException.class);
        app.assertNothingLeft();
    }

    /** What a listener as the place to bind the tenant would do. */
    private static final class Throwing implements TransactionExecutionListener {

        @Override
        public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
            throw new IllegalStateException("from the listener");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TN-34 trap: a listener that throws after the begin leaves the transaction bound to the thread")
    void listener(Kind kind) {
        App app = open(kind);
        assertThatThrownBy(() -> app.tx(() -> {}))
                .as("a begin of ours that fails")
                .isInstanceOf(TenantRequiredException.class);
        app.assertNothingLeft();
        app.inside.addListener(new Throwing());
        assertThatThrownBy(() -> raw(app).executeWithoutResult(status -> {})).hasMessage("from the listener");
        try {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .as("as it is")
                    .isTrue();
            app.in(app.a, () -> {
                assertThatThrownBy(() -> app.tx(() -> {}))
                        .as("later work doesn't run in it")
                        .isInstanceOf(TransactionMisuseException.class);
                assertThatThrownBy(() -> Notes.add(app.a, "x")).isInstanceOf(TransactionMisuseException.class);
            });
        } finally {
            leaveNothing(app);
        }
    }

    private static void leaveNothing(App app) {
        TransactionSynchronizationManager.clear();
        ConnectionHolder holder = (ConnectionHolder) TransactionSynchronizationManager.unbindResource(app.pool);
        if (app.entities != null) {
            TransactionSynchronizationManager.unbindResourceIfPossible(app.entities);
        }
        DataSourceUtils.releaseConnection(holder.getConnection(), null);
        app.pool.getHikariPoolMXBean().softEvictConnections();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TN-34 trap: Spring's own exception thrown before the commit commits; ours rolls back")
    void unexpected(Kind kind) {
        App app = open(kind);
        if (kind == Kind.JDBC) { // JPA's manager leaves the connection behind
            assertThatThrownBy(() -> raw(app).executeWithoutResult(status -> {
                        bind(app);
                        app.insert(A, "unexpected");
                        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                            @Override
                            public void beforeCommit(boolean readOnly) {
                                throw new UnexpectedRollbackException("rolled back, it says");
                            }
                        });
                    }))
                    .hasMessage("rolled back, it says");
            assertThat(app.stored(app.a)).as("as it is").contains("unexpected");
        }
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "ours-" + kind);
                            Objects.requireNonNull(
                                            SpringTransactions.of(app.pool).current())
                                    .rollbackOnly(new IllegalStateException("why"));
                        })))
                .isInstanceOf(TransactionFailedException.class);
        assertThat(app.stored(app.a)).doesNotContain("ours-" + kind);
        app.assertNothingLeft();
    }

    @Test
    @DisplayName("TN-34 JPA doesn't heed the connection holder's mark; ours is kept in the synchronization")
    void jpaMark() {
        App app = open(Kind.JPA);
        app.in(
                app.a,
                () -> app.tx(() -> {
                    app.insert(A, "not heeded");
                    ((ConnectionHolder) Objects.requireNonNull(TransactionSynchronizationManager.getResource(app.pool)))
                            .setRollbackOnly();
                }));
        assertThat(app.stored(app.a)).as("as it is").contains("not heeded");
    }
}
