package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.StaleVersionException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.OnConflict;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of rows where the driver rewrites batches and counts no more. */
@PostgresTest(template = Press.class)
class BatchTest {

    private static final List<Integer> THOUSAND =
            IntStream.range(0, 1_000).boxed().toList();

    private final TestDatabase database;

    BatchTest(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest(name = "{displayName} [reWriteBatchedInserts={0}]")
    @ValueSource(booleans = {false, true})
    @DisplayName("J-12 inserts, upserts, updates and versions count right, rewritten batches or not")
    void counts(boolean rewrite) {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
        try (HikariDataSource pool = Pools.ofOne(database, "reWriteBatchedInserts=" + rewrite)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            for (int run = 0; run < 7; run++) {
                assertThat(insert(a, OnConflict.on(AUTHORS.email))).isEqualTo(run == 0 ? 1_000 : 0);
                assertThat(insert(a, OnConflict.on(AUTHORS.email).update(AUTHORS.name)))
                        .isEqualTo(1_000);
            }
            UUID author = a.from(AUTHORS).limit(1).one().get(AUTHORS.id);
            assertThat(a.insertInto(ARTICLES)
                            .rows(THOUSAND, (row, i) -> row.set(ARTICLES.id, UUID.randomUUID())
                                    .set(ARTICLES.authorId, author)
                                    .set(ARTICLES.title, "t" + i)
                                    .set(ARTICLES.tags, List.of("a", "b" + i)))
                            .execute())
                    .as("in the form for array columns")
                    .isEqualTo(1_000);
            assertThat(a.insertInto(AUTHORS)
                            .rows(THOUSAND, (row, i) -> row.set(AUTHORS.id, UUID.randomUUID())
                                    .set(AUTHORS.name, "r")
                                    .set(AUTHORS.email, "r" + i))
                            .returning(AUTHORS.id)
                            .list())
                    .hasSize(1_000);
            assertThat(a.update(AUTHORS).set(AUTHORS.bio, "all").everyRow().execute())
                    .isEqualTo(2_000);
            assertThatThrownBy(() -> a.update(AUTHORS)
                            .set(AUTHORS.bio, "stale")
                            .where(AUTHORS.id.eq(author))
                            .atVersion(1)
                            .execute())
                    .isInstanceOf(StaleVersionException.class);
            assertThat(a.deleteFrom(AUTHORS).everyRow().execute()).isEqualTo(2_000);
        }
    }

    private static long insert(JdbiTenantScope a, OnConflict action) {
        return a.insertInto(AUTHORS)
                .rows(THOUSAND, (row, i) -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, "n")
                        .set(AUTHORS.email, "e" + i))
                .onConflict(action)
                .execute();
    }
}
