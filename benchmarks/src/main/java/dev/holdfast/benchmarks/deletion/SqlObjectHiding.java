package dev.holdfast.benchmarks.deletion;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.jdbi.ForTable;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.SoftDeletes;
import dev.holdfast.testkit.Role;
import java.util.UUID;

/** By SqlObjects that extend {@link SoftDeletes}, in a transaction, which they need. */
final class SqlObjectHiding implements Hiding {

    /** The columns that are read don't matter here. */
    public record Key(UUID id) {}

    @ForTable(Authors.class)
    public interface AuthorDao extends SoftDeletes<Key, UUID> {}

    @ForTable(Commits.class)
    public interface CommitDao extends SoftDeletes<Key, UUID> {}

    private final HikariDataSource pool;
    private final TenantScope tenant;

    SqlObjectHiding(BenchmarkDatabase database, History history) {
        this.pool = database.pool(Role.APPLICATION);
        this.tenant = JdbiHoldfast.builder(pool)
                .schema(history.authors, history.commits)
                .build()
                .tenant(BenchmarkDatabase.TENANT);
    }

    @Override
    public long deleteCommit(UUID id) {
        return tenant.withSqlObject(CommitDao.class, dao -> dao.deleteById(id)).total();
    }

    @Override
    public long deleteAuthor(UUID id) {
        return tenant.withSqlObject(AuthorDao.class, dao -> dao.deleteById(id)).total();
    }

    /** By the row's key, since there is no method that takes a deletion. */
    @Override
    public long restoreAuthor(UUID id, UUID deletion) {
        return HoldfastHiding.restored(tenant.withSqlObject(AuthorDao.class, dao -> dao.restoreById(id)));
    }

    @Override
    public void close() {
        pool.close();
    }
}
