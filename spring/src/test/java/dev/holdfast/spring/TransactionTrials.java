package dev.holdfast.spring;

import static dev.holdfast.spring.Notes.A;
import static dev.holdfast.spring.Notes.B;
import static dev.holdfast.spring.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_NOT_SUPPORTED;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_REQUIRES_NEW;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_SUPPORTS;

import dev.holdfast.TransactionOptions;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TimeoutException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What holds whichever of Spring's managers is inside. */
@PostgresTest(template = Notes.Template.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactionTrials {

    final Kind kind;
    final TestDatabase database;
    final App app;

    TransactionTrials(Kind kind, TestDatabase database) {
        this.kind = kind;
        this.database = database;
        this.app = App.of(kind, database, 2);
    }

    @BeforeEach
    void nothing() throws SQLException {
        try (Connection connection = database.acrossTenantsDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from notes");
        }
    }

    @AfterEach
    void nothingIsLeft() {
        app.assertNothingLeft();
    }

    @AfterAll
    void close() {
        app.close();
    }

    @Test
    @DisplayName(
            "TN-34 what JdbcClient does is the tenant's from the transaction's begin to its end, never before or after")
    void fromBeginToEnd() {
        Notes.add(app.b, "theirs");
        assertThat(app.count()).as("outside").isZero();
        app.in(app.a, () -> {
            assertThat(app.count()).as("a scope alone is no transaction").isZero();
            app.tx(() -> {
                assertThat(app.settings()).isEqualTo("1|user-7|test|r-1|{\"m\":\"1\"}");
                assertThat(app.insert(A, "first")).isOne();
                assertThat(app.count()).as("before the first statement").isOne();
                Notes.add(app.a, "second");
                assertThat(app.count()).as("between two").isEqualTo(2);
                app.a.useTransaction(tx -> {
                    assertThat(app.insert(A, "third")).isOne();
                    Notes.add(tx, "fourth");
                    assertThat(tx.from(NOTES).count()).isEqualTo(4);
                });
                assertThat(app.count()).as("after the block").isEqualTo(4);
                app.tx(() -> {
                    assertThat(app.insert(A, "nested")).isOne();
                    assertThat(app.a.withSqlObject(NoteDao.class, NoteDao::count))
                            .isEqualTo(5);
                });
                app.tx(PROPAGATION_REQUIRES_NEW, () -> {
                    assertThat(app.count())
                            .as("apart: nothing is committed yet")
                            .isZero();
                    assertThat(app.insert(A, "apart")).isOne();
                    assertThat(app.a.from(NOTES).count()).isOne();
                });
                assertThat(app.count()).isEqualTo(6);
                assertThat(app.settings()).isEqualTo("1|user-7|test|r-1|{\"m\":\"1\"}");
            });
        });
        assertThat(app.count()).as("after it").isZero();
        assertThat(app.stored(app.a)).containsExactly("apart", "first", "fourth", "nested", "second", "third");
        assertThat(app.stored(app.b)).containsExactly("theirs");
    }

    @Test
    @DisplayName(
            "TN-34 on a pool of one connection nothing is left over for the next borrower, however a transaction ends")
    void poolOfOne() {
        try (App one = App.of(kind, database, 1)) {
            one.in(one.a, () -> one.tx(() -> one.insert(A, "stored")));
            one.assertNothingLeft();
            one.in(one.b, () -> one.tx(() -> assertThat(one.count()).isZero()));
            one.assertNothingLeft();
            assertThatThrownBy(() -> one.in(
                            one.a,
                            () -> one.tx(() -> {
                                Notes.add(one.a, "undone");
                                throw new IllegalStateException("theirs");
                            })))
                    .hasMessage("theirs");
            one.assertNothingLeft();
            assertThatThrownBy(() -> one.in(
                            one.a,
                            () -> one.tx(() -> assertThat(catchThrowable(() -> one.insert(B, "foreign")))
                                    .isInstanceOf(DataAccessException.class))))
                    .isInstanceOf(TransactionFailedException.class);
            one.assertNothingLeft();
            assertThatThrownBy(() -> one.tx(() -> {})).isInstanceOf(TenantRequiredException.class);
            one.assertNothingLeft();
            assertThat(one.stored(one.a)).containsExactly("stored");
        }
    }

    @Test
    @DisplayName("TN-34 another tenant isn't let in, by @Transactional or by a scope, and the transaction goes on")
    void otherTenant() {
        app.in(
                app.a,
                () -> app.tx(() -> {
                    Notes.add(app.a, "before");
                    app.in(app.b, () -> {
                        assertThatThrownBy(() -> app.tx(() -> {}))
                                .isInstanceOf(TransactionMisuseException.class)
                                .hasMessageStartingWith(
                                        "A transaction of tenant 1 was to be joined by a session of tenant 2: ");
                        assertThatThrownBy(() -> app.tx(PROPAGATION_SUPPORTS, () -> {}))
                                .isInstanceOf(TransactionMisuseException.class);
                        assertThat(app.texts())
                                .as("still the one that began it")
                                .containsExactly("before");
                        app.tx(PROPAGATION_REQUIRES_NEW, () -> {
                            assertThat(app.settings()).isEqualTo("2");
                            app.insert(B, "theirs");
                            Notes.add(app.b, "and theirs");
                        });
                    });
                    assertThatThrownBy(() -> Notes.add(app.b, "x"))
                            .isInstanceOf(TransactionMisuseException.class)
                            .hasMessageContaining("tenant 2 was to join a transaction of tenant 1")
                            .hasMessageContaining("REQUIRES_NEW");
                    assertThatThrownBy(() -> app.b.useTransaction(tx -> {}))
                            .isInstanceOf(TransactionMisuseException.class);
                    assertThat(app.settings()).isEqualTo("1|user-7|test|r-1|{\"m\":\"1\"}");
                    app.insert(A, "behind");
                }));
        assertThat(app.stored(app.a)).containsExactly("before", "behind");
        assertThat(app.stored(app.b)).containsExactly("and theirs", "theirs");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-34 a swallowed SQL error makes the commit throw, and nothing is stored")
    void swallowed(Swallowed error) {
        Notes.add(app.a, "taken");
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "lost");
                            error.in(app);
                        })))
                .isInstanceOf(TransactionFailedException.class);
        app.assertNothingLeft();
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "lost");
                            assertThatThrownBy(() -> app.tx(() -> error.in(app)))
                                    .as("where it was swallowed")
                                    .isInstanceOf(TransactionFailedException.class);
                        })))
                .as("where that was swallowed")
                .isInstanceOfAny(UnexpectedRollbackException.class, TransactionFailedException.class);
        assertThat(app.stored(app.a)).containsExactly("taken");
    }

    @Test
    @DisplayName("TN-34 a refusal before anything is sent, and a row that isn't there, leave the transaction as it is")
    void harmless() {
        app.in(
                app.a,
                () -> app.tx(() -> {
                    Notes.add(app.a, "kept");
                    assertThatThrownBy(() -> app.a
                                    .from(NOTES)
                                    .where(NOTES.text.eq("nobody's"))
                                    .one())
                            .isInstanceOf(NoRowException.class);
                    assertThatThrownBy(() -> app.a.deleteFrom(NOTES).execute()).isInstanceOf(StatementException.class);
                    assertThatThrownBy(() -> app.a.useTransaction(
                                    TransactionOptions.defaults().asReadOnly(), tx -> {}))
                            .isInstanceOf(TransactionMisuseException.class);
                    assertThatThrownBy(() -> app.a.useTransaction(tx -> {
                                Notes.add(tx, "of the block");
                                throw new IllegalStateException("theirs to decide");
                            }))
                            .isInstanceOf(IllegalStateException.class);
                }));
        assertThat(app.stored(app.a)).containsExactly("kept", "of the block");
    }

    @Test
    @DisplayName(
            "TN-34 with autosave=always our own failures are seen, also swallowed inside a block; JdbcClient's aren't")
    void autosave() {
        try (App saving = App.of(kind, database, 1, "autosave=always")) {
            Notes.add(saving.a, "taken");
            for (Swallowed ours : List.of(Swallowed.DSL, Swallowed.HANDLE, Swallowed.SQL_OBJECT)) {
                assertThatThrownBy(() -> saving.in(
                                saving.a,
                                () -> saving.tx(() -> {
                                    saving.insert(A, "lost");
                                    ours.in(saving);
                                })))
                        .isInstanceOf(TransactionFailedException.class);
            }
            assertThatThrownBy(() -> saving.in(
                            saving.a,
                            () -> saving.tx(() -> {
                                saving.insert(A, "lost");
                                assertThat(catchThrowable(() -> saving.a.useTransaction(
                                                tx -> assertThat(catchThrowable(() -> Notes.add(tx, "taken")))
                                                        .isNotNull())))
                                        .isInstanceOf(TransactionFailedException.class);
                            })))
                    .isInstanceOf(TransactionFailedException.class);
            assertThat(saving.stored(saving.a)).containsExactly("taken");
            saving.in(
                    saving.a,
                    () -> saving.tx(() -> {
                        saving.insert(A, "the rest");
                        Swallowed.JDBC_CLIENT.in(saving);
                    }));
            assertThat(saving.stored(saving.a)).as("the guide says so").containsExactly("taken", "the rest");
            saving.assertNothingLeft();
        }
    }

    @Test
    @DisplayName("rollbackOnly() in a block has the whole rolled back, and the commit says so")
    void rollbackOnly() {
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "lost");
                            app.a.useTransaction(tx -> tx.rollbackOnly());
                        })))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("rollbackOnly()");
        assertThat(app.stored(app.a)).isEmpty();
    }

    @Test
    @DisplayName("without a scope a transaction is refused, or sees nothing where that was asked for")
    void withoutScope() {
        assertThatThrownBy(() -> app.tx(() -> {}))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("current.open");
        app.assertNothingLeft();
        Notes.add(app.a, "hidden");
        var lenient = new SessionTransactionManager(
                app.inside, app.pool, CurrentSession.orElse(app.holdfast.withoutTenant()));
        new TransactionTemplate(lenient).executeWithoutResult(status -> {
            assertThat(app.count()).isZero();
            assertThat(app.settings()).isEmpty();
        });
        app.current.useScope(
                app.holdfast.withoutTenant(),
                () -> app.tx(() -> assertThat(app.count()).isZero()));
    }

    @Test
    @DisplayName("a read-only transaction is the tenant's too, and stores nothing")
    void readOnly() {
        Notes.add(app.a, "there");
        app.in(
                app.a,
                () -> app.tx(
                        definition -> {
                            definition.setReadOnly(true);
                            definition.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
                        },
                        () -> {
                            assertThat(app.texts()).containsExactly("there");
                            assertThat(app.a.from(NOTES).count()).isOne();
                        }));
        assertThatThrownBy(() -> app.in(
                        app.a, () -> app.tx(definition -> definition.setReadOnly(true), () -> app.insert(A, "x"))))
                .isInstanceOf(DataAccessException.class);
        assertThat(app.stored(app.a)).containsExactly("there");
    }

    @Test
    @DisplayName(
            "without a transaction (SUPPORTS, NOT_SUPPORTED) JdbcClient sees no rows, and a scope's statements are on their own")
    void noTransaction() {
        app.in(app.a, () -> {
            app.tx(PROPAGATION_SUPPORTS, () -> {
                Notes.add(app.a, "on its own");
                assertThat(app.count()).isZero();
                assertThat(app.a.from(NOTES).count()).isOne();
            });
            app.tx(() -> {
                app.insert(A, "waits");
                app.tx(PROPAGATION_NOT_SUPPORTED, () -> {
                    assertThat(app.count()).isZero();
                    assertThat(app.a.from(NOTES).values(NOTES.text).list()).containsExactly("on its own");
                    Notes.add(app.a, "and this");
                });
                assertThat(app.count()).isEqualTo(3);
            });
        });
        assertThat(app.stored(app.a)).containsExactly("and this", "on its own", "waits");
    }

    @Test
    @DisplayName("a REQUIRES_NEW inside a scope's block is a transaction of its own, for that scope's statements too")
    void requiresNewInBlock() {
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> app.a.useTransaction(tx -> {
                            Notes.add(tx, "undone");
                            assertThatThrownBy(() -> Notes.add(app.a, "x"))
                                    .isInstanceOf(TransactionMisuseException.class);
                            app.tx(PROPAGATION_REQUIRES_NEW, () -> Notes.add(app.a, "apart"));
                            assertThatThrownBy(() -> Notes.add(app.a, "x"))
                                    .isInstanceOf(TransactionMisuseException.class);
                            assertThat(app.texts()).containsExactly("apart", "undone");
                            throw new IllegalStateException("undo");
                        }))))
                .hasMessage("undo");
        assertThat(app.stored(app.a)).containsExactly("apart");
    }

    @Test
    @DisplayName("a pool with auto-commit off does as well")
    void autoCommitOff() {
        try (App off = new App(kind, App.pool(database.url(Role.APPLICATION), 2, false))) {
            off.in(
                    off.a,
                    () -> off.tx(() -> {
                        off.insert(A, "one");
                        Notes.add(off.a, "two");
                        off.tx(PROPAGATION_REQUIRES_NEW, () -> off.insert(A, "three"));
                        assertThat(off.count()).isEqualTo(3);
                    }));
            off.assertNothingLeft();
            assertThatThrownBy(() -> off.in(off.a, () -> off.tx(() -> Swallowed.JDBC_CLIENT.in(taken(off)))))
                    .isInstanceOf(TransactionFailedException.class);
            off.assertNothingLeft();
            assertThat(off.stored(off.a)).containsExactly("one", "three", "two");
        }
    }

    private static App taken(App of) {
        of.insert(A, "taken");
        return of;
    }

    @Test
    @DisplayName("TN-34 a lazy proxy under the manager takes the session of the begin, not one that is opened later")
    void lazy() {
        var lazy = new LazyConnectionDataSourceProxy(app.pool);
        Kind.Made made = kind.over(lazy);
        var manager = new SessionTransactionManager(made.manager(), lazy, app.current);
        var client = org.springframework.jdbc.core.simple.JdbcClient.create(lazy);
        Notes.add(app.a, "ours");
        Notes.add(app.b, "theirs");
        app.in(app.a, () -> new TransactionTemplate(manager)
                .executeWithoutResult(status -> app.in(app.b, () -> assertThat(client.sql("select text from notes")
                                .query(String.class)
                                .list())
                        .containsExactly("ours"))));
        if (made.entities() != null) {
            made.entities().close();
        }
    }

    @Test
    @DisplayName("a manager on another data source is refused at its first transaction, and leaves nothing")
    void otherDataSource() {
        try (App other = App.of(kind, database, 1)) {
            var manager = new SessionTransactionManager(other.inside, app.pool, app.current);
            assertThatThrownBy(() ->
                            app.in(app.a, () -> new TransactionTemplate(manager).executeWithoutResult(status -> {})))
                    .isInstanceOf(TransactionMisuseException.class)
                    .hasMessageContaining("data source");
            other.assertNothingLeft();
        }
    }

    @Test
    @DisplayName("TN-34 a transaction of a manager that isn't wrapped is refused by scopes and by the wrapped one")
    void unwrapped() {
        app.in(app.a, () -> new TransactionTemplate(app.inside).executeWithoutResult(status -> {
            assertThatThrownBy(() -> Notes.add(app.a, "x"))
                    .isInstanceOf(TransactionMisuseException.class)
                    .hasMessageContaining("isn't wrapped");
            assertThatThrownBy(() -> app.tx(() -> {})).isInstanceOf(TransactionMisuseException.class);
            app.tx(PROPAGATION_REQUIRES_NEW, () -> Notes.add(app.a, "in one of its own"));
        }));
        assertThat(app.stored(app.a)).containsExactly("in one of its own");
    }

    @Test
    @DisplayName(
            "TN-34 the settings cost one round trip for a transaction, the look before its commit another, and joined blocks none")
    void roundTrips() {
        try (RoundTrips tap = RoundTrips.before(database);
                App tapped = new App(kind, App.pool(tap.url(Role.APPLICATION), 1, true))) {
            tapped.in(tapped.a, () -> {
                tapped.a.useHandle(handle -> {}); // for a connection's first handle the driver looks for functions
                for (int run = 0; run < 8; run++) {
                    String name = "n" + run;
                    tap.reset();
                    tapped.tx(() -> {
                        tapped.insert(A, name);
                        tapped.a.from(NOTES).limit(1).list();
                        tapped.tx(() -> tapped.a.useTransaction(tx -> {
                            tx.from(NOTES).limit(1).list();
                            tapped.count();
                        }));
                        tapped.a.withSqlObject(NoteDao.class, NoteDao::count);
                    });
                    assertThat(tap.flights())
                            .as("settings, five statements, the look before the commit, commit " + tap.statements())
                            .isEqualTo(8);
                }
            });
        }
    }

    @Test
    @DisplayName("what waits for the commit runs after it, with the connection given back; not after a rollback")
    void afterCommit() {
        List<String> done = new ArrayList<>();
        try (App one = App.of(kind, database, 1)) {
            SpringTransactions transactions = SpringTransactions.of(one.pool);
            one.in(
                    one.a,
                    () -> one.tx(() -> {
                        SurroundingTransaction under = Objects.requireNonNull(transactions.current());
                        assertThat(under).isSameAs(transactions.current());
                        under.afterCommit(() -> done.addAll(one.stored(one.a)));
                        one.insert(A, "stored");
                        assertThat(done).isEmpty();
                    }));
            assertThat(done).containsExactly("stored");
            assertThat(transactions.current()).isNull();
            assertThatThrownBy(() -> one.in(
                            one.a,
                            () -> one.tx(() -> {
                                Objects.requireNonNull(transactions.current()).afterCommit(() -> done.add("never"));
                                throw new IllegalStateException("undo");
                            })))
                    .hasMessage("undo");
            assertThat(done).containsExactly("stored");
        }
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(
            strings = {
                "commit",
                "rollback",
                "commit and chain",
                "rollback and chain",
                "commit; begin",
                "reset all",
                "select set_config('holdfast.tenant_id', '2', true)",
                "select set_config('holdfast.tenant_id', '2', false)"
            })
    @DisplayName(
            "TN-33 a transaction that SQL inside has ended, or taken to another tenant, isn't committed in silence")
    void lost(String sql) {
        for (String parameter : List.of("autosave=never", "autosave=always", "preferQueryMode=simple")) {
            try (App one = App.of(kind, database, 1, parameter)) {
                for (Consumer<App> way : List.<Consumer<App>>of(
                        app -> app.client.sql(sql).query((row, number) -> 1).list(),
                        app -> app.a.useHandle(handle -> handle.execute(sql)),
                        app -> app.tx(() -> app.a.useTransaction(
                                tx -> JdbiTransaction.handleOf(tx).execute(sql))))) {
                    assertThatThrownBy(() -> one.in(
                                    one.a,
                                    () -> one.tx(() -> {
                                        swallow(() -> way.accept(one)); // a query without rows is refused by JDBC
                                        swallow(one::count);
                                    })))
                            .as(parameter)
                            .isInstanceOf(TransactionMisuseException.class)
                            .hasMessageContaining("isn't the one that was begun");
                    one.assertNothingLeft();
                }
                one.in(one.a, () -> one.tx(() -> one.insert(A, parameter)));
                assertThat(one.stored(one.a)).contains(parameter);
            }
        }
    }

    @Test
    @DisplayName("TN-33 in a transaction without a tenant too")
    void lostWithoutTenant() {
        var lenient = new SessionTransactionManager(
                app.inside, app.pool, CurrentSession.orElse(app.holdfast.withoutTenant()));
        assertThatThrownBy(() -> new TransactionTemplate(lenient)
                        .executeWithoutResult(status -> app.client.sql("commit").update()))
                .isInstanceOf(TransactionMisuseException.class);
    }

    @Test
    @DisplayName("TN-34 what another's synchronization swallows before the commit is seen as well")
    void lastWord() {
        for (String sql : List.of("select 1/0", "commit")) {
            assertThatThrownBy(() -> app.in(
                            app.a,
                            () -> app.tx(() -> {
                                app.insert(A, "lost");
                                TransactionSynchronizationManager.registerSynchronization(
                                        new TransactionSynchronization() {
                                            @Override
                                            public void beforeCommit(boolean readOnly) {
                                                swallow(() -> app.client
                                                        .sql(sql)
                                                        .query()
                                                        .listOfRows());
                                            }
                                        });
                            })))
                    .isInstanceOfAny(TransactionFailedException.class, TransactionMisuseException.class);
            app.assertNothingLeft();
        }
    }

    @Test
    @DisplayName("what waits for the commit runs also where somebody else throws after it")
    void afterCommitOfOthers() {
        List<String> done = new ArrayList<>();
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "stored");
                            Objects.requireNonNull(
                                            SpringTransactions.of(app.pool).current())
                                    .afterCommit(() -> done.add("done"));
                            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                                @Override
                                public void afterCommit() {
                                    throw new IllegalStateException("theirs");
                                }
                            });
                        })))
                .hasMessage("theirs");
        assertThat(app.stored(app.a)).containsExactly("stored");
        assertThat(done).containsExactly("done");
    }

    @Test
    @DisplayName("a connection that is lost in the middle makes the commit throw, though every error was swallowed")
    void connectionLost() {
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "lost");
                            swallow(() -> app.client
                                    .sql("select pg_terminate_backend(pg_backend_pid())")
                                    .query()
                                    .listOfRows());
                            swallow(app::count);
                            swallow(() -> Notes.add(app.a, "x"));
                        })))
                .as("Spring's own: the rollback fails as well")
                .isInstanceOf(NestedRuntimeException.class);
        app.assertNothingLeft();
        assertThat(app.stored(app.a)).isEmpty();
        app.in(app.a, () -> app.tx(() -> app.insert(A, "afterwards")));
        assertThat(app.stored(app.a)).containsExactly("afterwards");
    }

    @Test
    @DisplayName("Spring's time-out ends statements of Holdfast too")
    void timeOut() {
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(
                                definition -> definition.setTimeout(1),
                                () -> app.a.useHandle(handle -> handle.execute("select pg_sleep(3)")))))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(definition -> definition.setTimeout(1), () -> app.a
                                .from(NOTES)
                                .where(PlainSql.condition("(select true from pg_sleep(3))"))
                                .list())))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    @DisplayName("inside a scope's own transaction Spring's is another one, as the guide says")
    void insideOurs() {
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.a.useTransaction(tx -> {
                            Notes.add(tx, "undone");
                            app.tx(() -> {
                                assertThat(app.count()).isZero();
                                app.insert(A, "apart");
                            });
                            throw new IllegalStateException("undo");
                        })))
                .hasMessage("undo");
        assertThat(app.stored(app.a)).containsExactly("apart");
    }

    private static void swallow(ThrowingCallable work) {
        var unused = catchThrowable(work);
    }
}
