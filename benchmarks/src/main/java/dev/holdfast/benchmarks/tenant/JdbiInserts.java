package dev.holdfast.benchmarks.tenant;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.testkit.Role;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Inserts by JDBI's prepared batch, with the driver's rewriting on. */
final class JdbiInserts implements AutoCloseable {

    private static final String INSERT = "insert into inbox (" + RawReads.COLUMNS + ")"
            + " values (:id, :tenantId, :authorId, :title, :summary, :rating, :publishedAt)";

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    JdbiInserts(BenchmarkDatabase database) {
        this.pool = database.pool(Role.APPLICATION, "&reWriteBatchedInserts=true");
        this.jdbi = Jdbi.create(pool);
    }

    void batch(List<Article> articles) {
        jdbi.useTransaction(handle -> {
            handle.execute(TenantFrame.SETTING, TenantFrame.TENANT_TEXT);
            PreparedBatch batch = handle.prepareBatch(INSERT);
            for (Article article : articles) {
                batch.bindMethods(article).add();
            }
            batch.execute();
        });
    }

    @Override
    public void close() {
        pool.close();
    }
}
