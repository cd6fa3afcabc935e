package dev.holdfast.spring;

import static dev.holdfast.spring.Notes.A;
import static dev.holdfast.spring.Notes.B;
import static dev.holdfast.spring.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application put together by hand: a pool, a wrapped manager, a JdbcClient and a Holdfast over it. */
final class App implements AutoCloseable {

    private static final String SETTINGS =
            "select concat_ws('|', nullif(current_setting('holdfast.tenant_id', true), ''),"
                    + " nullif(current_setting('holdfast.actor', true), ''), nullif(current_setting('holdfast.reason', true), ''),"
                    + " nullif(current_setting('holdfast.request_id', true), ''),"
                    + " nullif(current_setting('holdfast.metadata', true), ''))";

    final HikariDataSource pool;
    final CurrentSession current = CurrentSession.required();
    final AbstractPlatformTransactionManager inside;
    final @Nullable EntityManagerFactory entities;
    final SessionTransactionManager manager;
    final JdbcClient client;
    final JdbiHoldfast holdfast;
    final JdbiTenantScope a;
    final JdbiTenantScope b;

    App(Kind kind, HikariDataSource pool) {
        this.pool = pool;
        Kind.Made made = kind.over(pool);
        this.inside = made.manager();
        this.entities = made.entities();
        this.manager = new SessionTransactionManager(inside, pool, current);
        this.client = JdbcClient.create(pool);
        this.holdfast = SpringTransactions.holdfast(pool).schema(Notes.SCHEMA).build();
        this.a = holdfast.tenant(A)
                .actor("user-7")
                .because("test")
                .requestId("r-1")
                .metadata("m", "1");
        this.b = holdfast.tenant(B);
    }

    static App of(Kind kind, TestDatabase database, int connections, String... parameters) {
        return new App(kind, pool(database.url(Role.APPLICATION), connections, true, parameters));
    }

    static HikariDataSource pool(String url, int connections, boolean autoCommit, String... parameters) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(String.join("&", url, String.join("&", parameters)));
        config.setMaximumPoolSize(connections);
        config.setAutoCommit(autoCommit);
        config.setConnectionTimeout(2_000);
        return new HikariDataSource(config);
    }

    void in(JdbiTenantScope scope, Runnable work) {
        current.useScope(scope, work);
    }

    void tx(Runnable work) {
        tx(definition -> {}, work);
    }

    void tx(int propagation, Runnable work) {
        tx(definition -> definition.setPropagationBehavior(propagation), work);
    }

    void tx(Consumer<DefaultTransactionDefinition> how, Runnable work) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        how.accept(definition);
        new TransactionTemplate(manager, definition).executeWithoutResult(status -> work.run());
    }

    int count() {
        return client.sql("select count(*) from notes").query(Integer.class).single();
    }

    List<String> texts() {
        return client.sql("select text from notes order by text")
                .query(String.class)
                .list();
    }

    int insert(long tenant, String text) {
        return client.sql("insert into notes (id, tenant_id, text) values (gen_random_uuid(), ?, ?)")
                .params(tenant, text)
                .update();
    }

    String settings() {
        return client.sql(SETTINGS).query(String.class).single();
    }

    EntityManager entityManager() {
        return SharedEntityManagerCreator.createSharedEntityManager(Objects.requireNonNull(entities));
    }

    /** What a scope of its own sees, outside of all transactions. */
    List<String> stored(JdbiTenantScope scope) {
        return scope.from(NOTES).orderBy(NOTES.text.asc()).values(NOTES.text).list();
    }

    /** Nothing of a transaction is left on this thread, nor on a connection of the pool. */
    void assertNothingLeft() {
        assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
        assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
        assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                .isFalse();
        List<Connection> borrowed = new ArrayList<>();
        try {
            for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
                Connection connection = pool.getConnection();
                borrowed.add(connection);
                assertThat(connection.getAutoCommit()).isEqualTo(pool.isAutoCommit());
                assertThat(first(connection, SETTINGS)).isEmpty();
                if (!pool.isAutoCommit()) {
                    connection.rollback();
                }
            }
            for (Connection connection : borrowed) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    @Override
    public void close() {
        if (entities != null) {
            entities.close();
        }
        pool.close();
    }
}
