package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.SelectQuery;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many rows, a portion at a time. */
@PostgresTest(template = Press.class)
class StreamTest {

    private static final int PORTION = 1_000;

    private final TestDatabase database;

    StreamTest(TestDatabase database) {
        this.database = database;
    }

    private static SelectQuery<Integer> rows(int count) {
        return PlainStatement.of("select n as id, repeat('x', 1000) as a_text from generate_series(1, {0}) n", count)
                .returning(SAMPLES.id, SAMPLES.text)
                .map(row -> String.valueOf(row.get(SAMPLES.text)).length());
    }

    @Test
    @DisplayName("J-19 a million rows of 1 kB stream through a portion's memory, fetched a thousand at a time")
    void million() {
        try (RoundTrips tap = RoundTrips.before(database)) {
            JdbiTenantScope a =
                    Press.holdfast(database, tap.applicationDataSource()).tenant(A);
            tap.reset();
            long used = used();
            long[] most = {0};
            long[] seen = {0};
            try (Stream<Integer> stream = a.stream(rows(1_000_000))) {
                stream.forEach(length -> {
                    if (++seen[0] % 250_000 == 0) {
                        most[0] = Math.max(most[0], used());
                    }
                });
            }
            assertThat(seen[0]).isEqualTo(1_000_000);
            assertThat(tap.flights()).isBetween(1_000, 1_010);
            assertThat(most[0] - used).as("bytes held in the middle").isLessThan(64L << 20);
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("J-19 a stream holds its connection until it is closed, read to the end or not, and is read only")
    void connection(boolean autoCommit) {
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            for (int i = 0; i < 5; i++) {
                try (Stream<Integer> stream = a.stream(rows(10 * PORTION))) {
                    assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                            .isOne();
                    assertThat(stream.limit(i * 700L).count()).isEqualTo(i * 700L);
                }
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
                assertThat(a.from(AUTHORS).count()).isNotNegative();
            }
            assertThatThrownBy(() -> a.stream(PlainStatement.of("select 1/0 as id")
                            .returning(SAMPLES.id)
                            .map(row -> row.get(SAMPLES.id))))
                    .isNotNull();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    @DisplayName("J-19 a stream sees its tenant's rows from the first portion to the last, in a transaction too")
    void tenant() {
        JdbiTenantScope a = Press.holdfast(database).tenant(A);
        JdbiTenantScope b = Press.holdfast(database).tenant(B);
        for (JdbiTenantScope scope : new JdbiTenantScope[] {a, b}) {
            scope.execute(PlainStatement.of(
                    "insert into samples (an_integer) select n from generate_series(1, {0}) n", 3 * PORTION));
        }
        try (Stream<Long> stream = a.from(SAMPLES).values(SAMPLES.tenantId).stream()) {
            assertThat(stream.toList()).hasSize(3 * PORTION).allMatch(tenant -> tenant == A);
        }
        b.useTransaction(tx -> {
            try (Stream<Long> stream = tx.from(SAMPLES).values(SAMPLES.tenantId).stream()) {
                assertThat(stream.toList()).hasSize(3 * PORTION).allMatch(tenant -> tenant == B);
            }
        });
    }
}
