package dev.holdfast.jdbi.statement;

import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.statement.Nodes.NODES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.error.LockNotAvailableException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.query.Row;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row locks between transactions, and results that are read bit by bit. */
@PostgresTest(template = Forest.class)
class LocksAndStreamsTest {

    private static final int ROWS = 5_000;

    private final TestDatabase database;
    private final TenantScope a;

    LocksAndStreamsTest(TestDatabase database) {
        this.database = database;
        this.a = Forest.holdfast(database).tenant(A);
    }

    @BeforeEach
    void rows() {
        a.deleteFrom(NODES).everyRow().execute();
        a.insertInto(NODES)
                .rows(IntStream.range(0, ROWS).boxed().toList(), (row, i) -> row.set(NODES.slug, "s" + i)
                        .set(NODES.rank, i))
                .execute();
    }

    @Test
    void twoThatSkipLockedRowsTakeDifferentOnes() {
        CyclicBarrier bothHaveTheirs = new CyclicBarrier(2);
        var outcomes = Race.of(2)
                .run(i -> a.inTransaction(tx -> {
                    List<Integer> taken = tx.from(NODES)
                            .orderBy(NODES.rank.asc())
                            .limit(10)
                            .forUpdate()
                            .skipLocked()
                            .values(NODES.rank)
                            .list();
                    bothHaveTheirs.await(20, TimeUnit.SECONDS);
                    return taken;
                }));
        assertThat(outcomes.errors()).isEmpty();
        assertThat(outcomes.values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void whoDoesNotWaitIsTold() {
        CyclicBarrier step = new CyclicBarrier(2);
        var outcomes = Race.of(2)
                .run(i -> a.inTransaction(tx -> {
                    var first = tx.from(NODES).where(NODES.rank.eq(0)).forUpdate();
                    if (i == 0) {
                        first.one();
                        step.await(20, TimeUnit.SECONDS);
                        step.await(20, TimeUnit.SECONDS);
                        return true;
                    }
                    step.await(20, TimeUnit.SECONDS);
                    try {
                        return tx.inTransaction(inner -> inner.from(NODES)
                                .where(NODES.rank.eq(0))
                                .forUpdate()
                                .noWait()
                                .list()
                                .isEmpty());
                    } finally {
                        step.await(20, TimeUnit.SECONDS);
                    }
                }));
        assertThat(outcomes.values()).containsExactly(true);
        assertThat(outcomes.errors()).singleElement().isInstanceOf(LockNotAvailableException.class);
    }

    @Test
    void aLockOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> a.from(NODES).forUpdate().list())
                .isInstanceOf(TransactionRequiredException.class)
                .hasMessageContaining("inTransaction");
        assertThatThrownBy(() -> a.from(NODES).forShare().list()).isInstanceOf(TransactionRequiredException.class);
        assertThatThrownBy(() -> a.from(NODES).skipLocked())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("forUpdate()");
    }

    @Test
    void aStreamGivesEveryRow() {
        try (Stream<Integer> ranks = a.from(NODES).orderBy(NODES.rank.asc()).values(NODES.rank).stream()) {
            assertThat(ranks)
                    .containsExactlyElementsOf(IntStream.range(0, ROWS).boxed().toList());
        }
    }

    @Test
    void aStreamThatIsClosedEarlyGivesItsConnectionBack() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url(Role.APPLICATION));
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(2_000);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            TenantScope pooled = Forest.holdfast(pool).tenant(A);
            for (int i = 0; i < 5; i++) {
                try (Stream<Row> rows = pooled.from(NODES).stream()) {
                    assertThat(rows.limit(3)).hasSize(3);
                }
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            }
            assertThatThrownBy(() -> {
                        try (Stream<Row> rows = pooled.from(NODES).stream()) {
                            rows.forEach(row -> {
                                throw new IllegalStateException("enough");
                            });
                        }
                    })
                    .hasMessage("enough");
            assertThat(pooled.from(NODES).count()).isEqualTo(ROWS);
        }
    }

    @Test
    void aStreamInATransactionSeesWhatItWrote() {
        a.useTransaction(tx -> {
            tx.deleteFrom(NODES).where(NODES.rank.ge(2_500)).execute();
            try (Stream<Row> rows = tx.from(NODES).stream()) {
                assertThat(rows.iterator().hasNext()).isTrue();
            }
            try (Stream<Row> rows = tx.from(NODES).stream()) {
                assertThat(rows.count()).isEqualTo(2_500);
            }
            assertThat(tx.from(NODES).count()).isEqualTo(2_500);
            tx.rollbackOnly();
        });
        assertThat(a.from(NODES).count()).isEqualTo(ROWS);
    }
}
