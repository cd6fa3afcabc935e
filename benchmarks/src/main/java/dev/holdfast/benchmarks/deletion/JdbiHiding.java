package dev.holdfast.benchmarks.deletion;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.testkit.Role;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** By JDBI without plugins in the usual way: a transaction, and in it a statement for each table. */
final class JdbiHiding implements Hiding {

    private static final String DELETED = " set deleted_at = now(), deletion_id = :deletion where tenant_id = :tenant";
    private static final String RESTORED =
            " set deleted_at = null, deletion_id = null where tenant_id = :tenant and deletion_id = :deletion";
    private static final String LIVE = " and deleted_at is null";

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final String authors;
    private final String commits;

    JdbiHiding(BenchmarkDatabase database, History history) {
        this.pool = database.pool(Role.APPLICATION);
        this.jdbi = Jdbi.create(pool);
        this.authors = "update " + history.authors.name();
        this.commits = "update " + history.commits.name();
    }

    @Override
    public long deleteCommit(UUID id) {
        UUID deletion = UUID.randomUUID();
        return jdbi.inTransaction(handle -> {
            setTenant(handle);
            return delete(handle, commits + DELETED + " and id = :id" + LIVE, id, deletion);
        });
    }

    @Override
    public long deleteAuthor(UUID id) {
        UUID deletion = UUID.randomUUID();
        return jdbi.inTransaction(handle -> {
            setTenant(handle);
            return delete(handle, authors + DELETED + " and id = :id" + LIVE, id, deletion)
                    + delete(handle, commits + DELETED + " and author_id = :id" + LIVE, id, deletion);
        });
    }

    @Override
    public long restoreAuthor(UUID id, UUID deletion) {
        return jdbi.inTransaction(handle -> {
            setTenant(handle);
            return restore(handle, authors, deletion) + restore(handle, commits, deletion);
        });
    }

    private static void setTenant(Handle handle) {
        handle.execute(TenantFrame.SETTING, TenantFrame.TENANT_TEXT);
    }

    private static long delete(Handle handle, String statement, UUID id, UUID deletion) {
        return handle.createUpdate(statement)
                .bind("tenant", BenchmarkDatabase.TENANT)
                .bind("id", id)
                .bind("deletion", deletion)
                .execute();
    }

    private static long restore(Handle handle, String update, UUID deletion) {
        return handle.createUpdate(update + RESTORED)
                .bind("tenant", BenchmarkDatabase.TENANT)
                .bind("deletion", deletion)
                .execute();
    }

    @Override
    public void close() {
        pool.close();
    }
}
