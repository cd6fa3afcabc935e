package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.attack.UnboundTransactions;
import dev.holdfast.jdbi.attack.Way;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that Spring begins and ends, and nobody binds to a session: each block does so for itself. */
@PostgresTest(template = Press.class)
class SpringTest {

    private static final String INSERT = "insert into authors (id, tenant_id, name, email)"
            + " values (gen_random_uuid(), ?, ?, gen_random_uuid()::text)";
    private static final String TENANT = "select coalesce(current_setting('holdfast.tenant_id', true), '')";

    private final TestDatabase database;
    private final HikariDataSource pool;
    private final TransactionAwareDataSourceProxy proxy;
    private final TransactionTemplate spring;
    private final JdbcTemplate theirs;
    private final JdbiHoldfast holdfast;

    SpringTest(TestDatabase database) {
        this.database = database;
        this.pool = Pools.ofOne(database);
        this.proxy = new TransactionAwareDataSourceProxy(pool);
        this.spring = new TransactionTemplate(new DataSourceTransactionManager(pool));
        this.theirs = new JdbcTemplate(pool);
        this.holdfast = JdbiHoldfast.builder(proxy)
                .schema(Press.SCHEMA)
                .surroundingTransactions(new UnboundTransactions())
                .build();
    }

    @BeforeEach
    void nobody() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    @DisplayName(
            "Spring's proxy is refused when Holdfast is built, unless told of its transactions; so is building inside one")
    void unannounced() {
        assertThatThrownBy(
                        () -> JdbiHoldfast.builder(proxy).schema(Press.SCHEMA).build())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("SpringTransactions.holdfast")
                .hasMessageContaining("surroundingTransactions");
        spring.executeWithoutResult(status -> {
            assertThatThrownBy(() -> JdbiHoldfast.builder(proxy)
                            .surroundingTransactions(new UnboundTransactions())
                            .build())
                    .isInstanceOf(TransactionMisuseException.class)
                    .hasMessageContaining("at the application's start");
            assertThatThrownBy(holdfast::doctor).isInstanceOf(TransactionMisuseException.class);
        });
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("a scope joins Spring's transaction, is rolled back with it, and leaves no tenant in it")
    void joins(Way way) {
        var a = holdfast.tenant(A);
        spring.executeWithoutResult(status -> {
            assertThat(way.insert(a, UUID.randomUUID(), "joined", "joined")).isOne();
            assertThat(way.names(a)).containsExactly("joined");
            assertThat(theirs.queryForObject(TENANT, String.class)).isEmpty();
            assertThat(way.names(holdfast.tenant(B))).isEmpty();
            status.setRollbackOnly();
        });
        assertThat(way.names(a)).isEmpty();
        spring.executeWithoutResult(status -> way.insert(a, UUID.randomUUID(), "kept", "kept"));
        assertThat(way.names(a)).as("on its own outside Spring's transactions").containsExactly("kept");
        assertThat(Sql.column(database.acrossTenantsDataSource(), "select name from authors"))
                .containsExactly("kept");
    }

    @Test
    @DisplayName("J-4 a failure in Spring's transaction is thrown at the end of ours, even if swallowed inside")
    void failure() {
        var a = holdfast.tenant(A);
        Press.author(a, "ann");
        assertThatThrownBy(() -> spring.executeWithoutResult(status -> a.useTransaction(tx -> {
                    try {
                        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                        .set(AUTHORS.name, "ann")
                                        .set(AUTHORS.email, "ann@press.test"))
                                .execute();
                    } catch (UniqueViolationException swallowed) {
                        assertThat(swallowed.constraint()).isNotNull();
                    }
                })))
                .isInstanceOf(TransactionFailedException.class);
        assertThat(a.from(AUTHORS).count()).isOne();
    }

    @Test
    @DisplayName(
            "TN-34 what JdbcTemplate does in a scope's block is the tenant's from its begin to its end, and only there")
    void blocks() {
        var a = holdfast.tenant(A);
        Press.author(holdfast.tenant(B), "theirs");
        spring.executeWithoutResult(status -> {
            assertThat(count()).as("before the block").isZero();
            a.useTransaction(tx -> {
                assertThat(count()).as("before the first statement").isZero();
                assertThat(theirs.update(INSERT, A, "first")).isOne();
                assertThat(count()).isOne();
                tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.name, "second")
                                .set(AUTHORS.email, "second"))
                        .execute();
                assertThat(count()).as("between two").isEqualTo(2);
                assertThat(tx.from(AUTHORS).count()).isEqualTo(2);
            });
            assertThat(count()).as("after the block").isZero();
            assertThat(theirs.queryForObject(TENANT, String.class)).isEmpty();
        });
        assertThat(a.from(AUTHORS).count()).isEqualTo(2);
        assertThat(Sql.one(pool, TENANT)).as("for the next borrower").isEmpty();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(strings = {"commit", "rollback", "reset all"})
    @DisplayName(
            "TN-33 with autosave=always too, a block that SQL inside has ended marks the whole, though it is swallowed")
    void lost(String sql) {
        for (String parameter : List.of("autosave=never", "autosave=always")) {
            try (HikariDataSource one = Pools.ofOne(database, parameter)) {
                var a = JdbiHoldfast.builder(new TransactionAwareDataSourceProxy(one))
                        .schema(Press.SCHEMA)
                        .surroundingTransactions(new UnboundTransactions())
                        .build()
                        .tenant(A);
                var template = new TransactionTemplate(new DataSourceTransactionManager(one));
                JdbcTemplate raw = new JdbcTemplate(one);
                for (boolean thrown : new boolean[] {false, true}) {
                    Throwable outcome = catchThrowable(() -> template.executeWithoutResult(status -> {
                        Throwable inner = catchThrowable(() -> a.useTransaction(tx -> {
                            raw.execute(sql);
                            if (thrown) {
                                throw new IllegalStateException("theirs");
                            }
                        }));
                        if (thrown) {
                            assertThat(inner).hasSuppressedException(inner.getSuppressed()[0]);
                        } else {
                            assertThat(inner).isInstanceOf(TransactionMisuseException.class);
                        }
                    }));
                    assertThat(outcome).as(parameter).isInstanceOf(TransactionFailedException.class);
                }
            }
        }
    }

    private int count() {
        return theirs.queryForObject("select count(*) from authors", Integer.class);
    }

    @Test
    @DisplayName("TN-34 rollbackOnly() in a block has all of it rolled back, and whoever commits is told")
    void rollbackOnly() {
        var a = holdfast.tenant(A);
        assertThatThrownBy(() -> spring.executeWithoutResult(status -> {
                    Press.author(a, "ann");
                    a.useTransaction(Transaction::rollbackOnly);
                }))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("rollbackOnly()");
        assertThat(a.from(AUTHORS).count()).isZero();
    }

    @Test
    @DisplayName(
            "TN-34 with autosave=always a swallowed failure of ours marks the whole, a refusal before sending doesn't")
    void autosave() {
        try (HikariDataSource saving = Pools.ofOne(database, "autosave=always")) {
            var a = JdbiHoldfast.builder(new TransactionAwareDataSourceProxy(saving))
                    .schema(Press.SCHEMA)
                    .surroundingTransactions(new UnboundTransactions())
                    .build()
                    .tenant(A);
            var template = new TransactionTemplate(new DataSourceTransactionManager(saving));
            Press.author(a, "ann");
            List<Consumer<JdbiTenantScope>> ways = List.of(
                    scope -> Press.author(scope, "ann"),
                    scope -> scope.useHandle(handle -> handle.execute("select 1/0")),
                    scope -> scope.useTransaction(tx -> assertThat(catchThrowable(() -> tx.from(AUTHORS)
                                    .where(PlainSql.condition("1/0 = 1"))
                                    .list()))
                            .isNotNull()));
            for (Consumer<JdbiTenantScope> way : ways) {
                assertThatThrownBy(() -> template.executeWithoutResult(status -> {
                            Press.author(a, "bob");
                            assertThat(catchThrowable(() -> way.accept(a))).isNotNull();
                        }))
                        .isInstanceOf(TransactionFailedException.class);
                assertThat(a.from(AUTHORS).count()).isOne();
            }
            template.executeWithoutResult(status -> {
                Press.author(a, "bob");
                assertThat(catchThrowable(() ->
                                a.from(AUTHORS).where(AUTHORS.name.eq("nobody")).one()))
                        .isInstanceOf(NoRowException.class);
                assertThat(catchThrowable(() -> a.deleteFrom(AUTHORS).execute()))
                        .isInstanceOf(StatementException.class);
                a.useTransaction(tx -> assertThat(catchThrowable(() -> tx.useTransaction(inner -> inner.from(AUTHORS)
                                .where(PlainSql.condition("1/0 = 1"))
                                .list())))
                        .as("undone with its savepoint")
                        .isNotNull());
            });
            assertThat(a.from(AUTHORS).count()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("options and streams that belong to the transaction's owner are refused inside Spring's")
    void notOurs() {
        var a = holdfast.tenant(A);
        spring.executeWithoutResult(status -> {
            assertThatThrownBy(
                            () -> a.useTransaction(TransactionOptions.defaults().asReadOnly(), tx -> {}))
                    .isInstanceOf(TransactionMisuseException.class);
            assertThatThrownBy(() -> a.from(AUTHORS).stream()).isInstanceOf(TransactionMisuseException.class);
            assertThat(a.<Long>inTransaction(tx -> tx.from(AUTHORS).stream().count()))
                    .isZero();
        });
    }
}
