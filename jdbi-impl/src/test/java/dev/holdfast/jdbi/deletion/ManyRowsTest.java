package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.SHELVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten children each, on four levels below one row; {@code -Dholdfast.rows=111111} makes them five. */
@PostgresTest(template = Library.class)
class ManyRowsTest {

    private static final int ROWS = Integer.getInteger("holdfast.rows", 11_111);

    private final TestDatabase database;
    private final JdbiTenantScope a;

    ManyRowsTest(TestDatabase database) {
        this.database = database;
        this.a = Library.holdfast(database).tenant(A);
    }

    private UUID tree(int rows) {
        Sql.run(
                database.superuserDataSource(),
                "truncate shelves; insert into shelves (tenant_id, id, parent_id)"
                        + " select 1, md5('shelf' || i)::uuid, case when i > 1 then md5('shelf' || (i + 8) / 10)::uuid end"
                        + " from generate_series(1, " + rows + ") as i; analyze shelves");
        return UUID.fromString(java.util.Objects.requireNonNull(
                Sql.one(database.superuserDataSource(), "select md5('shelf1')::uuid")));
    }

    @Test
    @Timeout(120)
    void aDeepCascadeOfManyRowsComesAndGoes() {
        UUID top = tree(ROWS);
        Deletion gone = a.deleteFrom(SHELVES).where(SHELVES.id.eq(top)).execute();
        assertThat(gone.count(SHELVES)).isEqualTo(ROWS);
        assertThat(a.from(SHELVES).exists()).isFalse();
        assertThat(a.from(SHELVES)
                        .onlyDeleted()
                        .where(SHELVES.deletionId().isDistinctFrom(gone.id()))
                        .exists())
                .isFalse();
        assertThat(a.restore(gone).isRestored()).isTrue();
        assertThat(a.from(SHELVES).count()).isEqualTo(ROWS);
    }

    @Test
    @Timeout(120)
    void aDeepTreeIsPurgedAtOnce() {
        UUID top = tree(ROWS / 10);
        a.deleteFrom(SHELVES).where(SHELVES.id.eq(top)).execute();
        var purge = a.purge(SHELVES).olderThan(Duration.ZERO).where(SHELVES.parentId.isNull());
        assertThat(purge.dryRun().purged().of(SHELVES)).isEqualTo(ROWS / 10);
        assertThat(purge.execute().purged().of(SHELVES)).isEqualTo(ROWS / 10);
        assertThat(a.from(SHELVES).withDeleted().exists()).isFalse();
    }
}
