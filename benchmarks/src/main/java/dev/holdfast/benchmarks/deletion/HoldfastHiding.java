package dev.holdfast.benchmarks.deletion;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.deletion.TableCounts;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.Role;
import java.util.Map;
import java.util.UUID;

/** By Holdfast's DSL, as an application writes it. */
final class HoldfastHiding implements Hiding {

    private final History history;
    private final HikariDataSource pool;
    private final TenantScope tenant;
    private final TableCounts both;

    HoldfastHiding(BenchmarkDatabase database, History history) {
        this.history = history;
        this.pool = database.pool(Role.APPLICATION);
        this.tenant = JdbiHoldfast.builder(pool)
                .schema(history.authors, history.commits)
                .build()
                .tenant(BenchmarkDatabase.TENANT);
        this.both = new TableCounts(
                Map.of(history.authors.qualifiedName(), 1L, history.commits.qualifiedName(), (long) History.COMMITS));
    }

    @Override
    public long deleteCommit(UUID id) {
        return tenant.deleteFrom(history.commits)
                .where(history.commits.id.eq(id))
                .execute()
                .total();
    }

    @Override
    public long deleteAuthor(UUID id) {
        return tenant.deleteFrom(history.authors)
                .where(history.authors.id.eq(id))
                .execute()
                .total();
    }

    /** The deletion is what the application kept of it. */
    @Override
    public long restoreAuthor(UUID id, UUID deletion) {
        return restored(tenant.restore(new Deletion(deletion, both)));
    }

    static long restored(RestoreResult result) {
        if (result instanceof RestoreResult.Restored restored) {
            return restored.counts().total();
        }
        throw new IllegalStateException(result.toString());
    }

    @Override
    public void close() {
        pool.close();
    }
}
