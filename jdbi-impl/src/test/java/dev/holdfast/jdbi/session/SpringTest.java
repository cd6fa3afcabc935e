package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.attack.Way;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that Spring begins and ends. */
@PostgresTest(template = Press.class)
class SpringTest {

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
                .joinTransactionsWhen(TransactionSynchronizationManager::isActualTransactionActive)
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
    @DisplayName("Spring's proxy without joinTransactionsWhen is refused when Holdfast is built")
    void unannounced() {
        assertThatThrownBy(
                        () -> JdbiHoldfast.builder(proxy).schema(Press.SCHEMA).build())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("joinTransactionsWhen");
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
