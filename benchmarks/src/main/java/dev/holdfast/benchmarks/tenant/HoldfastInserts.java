package dev.holdfast.benchmarks.tenant;

import static dev.holdfast.benchmarks.database.Articles.ARTICLES;
import static dev.holdfast.benchmarks.database.Articles.INBOX;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.query.RowWriter;
import dev.holdfast.testkit.Role;
import java.util.List;

/** Inserts by Holdfast, as an application writes them. */
final class HoldfastInserts implements AutoCloseable {

    private final HikariDataSource pool;
    private final TenantScope tenant;

    HoldfastInserts(BenchmarkDatabase database) {
        this.pool = database.pool(Role.APPLICATION);
        this.tenant = JdbiHoldfast.builder(pool).schema(ARTICLES, INBOX).build().tenant(BenchmarkDatabase.TENANT);
    }

    void rows(List<Article> articles) {
        tenant.insertInto(INBOX).rows(articles, HoldfastInserts::set).execute();
    }

    /** All but the tenant, which the session stamps. */
    private static void set(RowWriter row, Article article) {
        row.set(INBOX.id, article.id())
                .set(INBOX.authorId, article.authorId())
                .set(INBOX.title, article.title())
                .set(INBOX.summary, article.summary())
                .set(INBOX.rating, article.rating())
                .set(INBOX.publishedAt, article.publishedAt());
    }

    @Override
    public void close() {
        pool.close();
    }
}
