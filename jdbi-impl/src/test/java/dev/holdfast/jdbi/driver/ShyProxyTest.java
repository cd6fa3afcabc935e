package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.StaleVersionException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Shy;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.attack.Way;
import dev.holdfast.jdbi.fixture.Mood;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind proxies that won't be unwrapped. */
@PostgresTest(template = Press.class)
class ShyProxyTest {

    private final TestDatabase database;

    ShyProxyTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void nobody() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("J-25 everything works behind proxies that refuse unwrap, the failed commit included")
    void everything(boolean autoCommit) {
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit)) {
            DataSource shy = Shy.hiding(pool);
            JdbiHoldfast holdfast = Press.holdfast(database, shy);
            JdbiTenantScope a = holdfast.tenant(A);
            for (Way way : Way.values()) {
                UUID id = UUID.randomUUID();
                assertThat(way.insert(a, id, "ann", "ann")).isOne();
                assertThat(way.names(a)).containsExactly("ann");
                assertThat(way.names(holdfast.tenant(B))).isEmpty();
                assertThat(way.delete(a, id)).isOne();
            }
            var row = a.insertInto(SAMPLES, r -> r.set(SAMPLES.instants, List.of(Instant.EPOCH))
                            .set(SAMPLES.moods, List.of(Mood.SAD))
                            .set(SAMPLES.integers, List.of(1)))
                    .returning()
                    .one();
            assertThat(row.get(SAMPLES.moods)).containsExactly(Mood.SAD);
            UUID bob = Press.author(a, "bob");
            assertThatThrownBy(() -> a.update(AUTHORS)
                            .set(AUTHORS.bio, "x")
                            .where(AUTHORS.id.eq(bob))
                            .atVersion(9)
                            .execute())
                    .isInstanceOf(StaleVersionException.class);
            assertThatThrownBy(() -> a.useTransaction(tx -> {
                        tx.update(AUTHORS).set(AUTHORS.name, "lost").everyRow().execute();
                        assertThat(catchThrowable(() -> tx.execute(PlainStatement.of("select 1/0"))))
                                .isNotNull();
                    }))
                    .isInstanceOf(TransactionFailedException.class);
            a.useTransaction(tx -> {
                assertThat(catchThrowable(() -> tx.useTransaction(inner -> {
                            assertThat(catchThrowable(() -> JdbiTransaction.handleOf(inner)
                                            .createQuery("select 1/0")
                                            .mapTo(Integer.class)
                                            .one()))
                                    .isNotNull();
                        })))
                        .isInstanceOf(TransactionFailedException.class);
                assertThat(tx.attach(AuthorDao.class).names()).containsExactly("bob");
            });
            try (var stream = a.from(AUTHORS).stream()) {
                assertThat(stream.count()).isOne();
            }
        }
    }

    @Test
    @DisplayName("J-25 joining a handle works behind them too, and their commit of a failed transaction throws")
    void joining() {
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiTenantScope a = Press.holdfast(database, Shy.hiding(pool)).tenant(A);
            Jdbi jdbi = Jdbi.create(Shy.hiding(pool)).installPlugin(new HoldfastPlugin());
            jdbi.useTransaction(handle -> a.joining(handle, tx -> {
                tx.execute(PlainStatement.of(
                        "insert into authors (id, name, email) values (gen_random_uuid(), 'joined', 'joined')"));
                return true;
            }));
            assertThat(a.from(AUTHORS).count()).isOne();
            assertThatThrownBy(() ->
                            jdbi.useTransaction(handle -> assertThat(catchThrowable(() -> handle.execute("select 1/0")))
                                    .isNotNull()))
                    .isInstanceOf(TransactionFailedException.class);
        }
    }
}
