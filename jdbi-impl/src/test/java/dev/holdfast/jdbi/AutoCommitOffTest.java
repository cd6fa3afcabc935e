package dev.holdfast.jdbi;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pool whose connections come with auto-commit off, as some applications have it. */
@PostgresTest(template = Press.class)
class AutoCommitOffTest {

    interface AuthorDao {

        @SqlQuery("select name from authors where id = :id")
        String name(@Bind("id") UUID id);
    }

    private final TestDatabase database;
    private HikariDataSource pool;
    private JdbiHoldfast holdfast;

    AutoCommitOffTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url(Role.APPLICATION));
        config.setAutoCommit(false);
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
        holdfast = Press.holdfast(database, pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void sqlObjectsAndHandlesCommitAndGiveTheConnectionBack() {
        var a = holdfast.tenant(A);
        UUID ann = Press.author(a, "off-" + UUID.randomUUID());
        for (int i = 0; i < 3; i++) {
            a.useHandle(handle -> handle.createUpdate("update authors set bio = 'x' where id = :id")
                    .bind("id", ann)
                    .execute());
            String name = a.withSqlObject(AuthorDao.class, dao -> dao.name(ann));
            assertThat(name).startsWith("off-");
        }
        assertThat(a.from(AUTHORS).where(AUTHORS.id.eq(ann)).one().get(AUTHORS.bio))
                .isEqualTo("x");
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void anErrorLeavesTheConnectionUsable() {
        var a = holdfast.tenant(A);
        UUID ann = Press.author(a, "err-" + UUID.randomUUID());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> a.from(AUTHORS)
                            .where(PlainSql.condition("1 / (case when {0} then 0 else 1 end) = 1", true))
                            .list())
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("22012");
            assertThat(a.from(AUTHORS).where(AUTHORS.id.eq(ann)).count()).isEqualTo(1);
        }
    }
}
