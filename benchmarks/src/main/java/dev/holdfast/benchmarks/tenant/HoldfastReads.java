package dev.holdfast.benchmarks.tenant;

import static dev.holdfast.benchmarks.database.Articles.ARTICLES;
import static dev.holdfast.benchmarks.database.Articles.INBOX;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.query.Select;
import dev.holdfast.query.SelectQuery;
import dev.holdfast.testkit.Role;
import java.util.UUID;

/** Reads by Holdfast, as an application writes them. */
final class HoldfastReads implements AutoCloseable {

    private final HikariDataSource pool;
    private final TenantScope tenant;

    HoldfastReads(BenchmarkDatabase database) {
        this.pool = database.pool(Role.APPLICATION);
        this.tenant = JdbiHoldfast.builder(pool).schema(ARTICLES, INBOX).build().tenant(BenchmarkDatabase.TENANT);
    }

    /** The statement is built, rendered and mapped anew each time. */
    Article byId(UUID id) {
        return tenant.from(ARTICLES)
                .where(ARTICLES.id.eq(id))
                .mapTo(Article.class)
                .one();
    }

    /** A statement as a value, free of any session. */
    static SelectQuery<Article> statement(UUID id) {
        return Select.from(ARTICLES).where(ARTICLES.id.eq(id)).mapTo(Article.class);
    }

    /** Runs a statement that is kept. */
    Article run(SelectQuery<Article> kept) {
        return tenant.one(kept);
    }

    @Override
    public void close() {
        pool.close();
    }
}
