package dev.holdfast.benchmarks.tenant;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inserts by the driver alone, in the three forms that are told to be fast. */
final class RawInserts implements AutoCloseable {

    private static final String INTO = "insert into inbox (" + RawReads.COLUMNS + ")";
    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?)";
    private static final int COLUMNS = 7;
    private static final String UNNEST =
            TenantFrame.pipelined(INTO + " select id, ?, author_id, title, summary, rating, published_at"
                    + " from unnest(?, ?, ?, ?, ?, ?)"
                    + " as u (id, author_id, title, summary, rating, published_at)");

    private final HikariDataSource pool;
    private final HikariDataSource rewritingPool;
    private final String values;

    RawInserts(BenchmarkDatabase database, int rows) {
        this.pool = database.pool(Role.APPLICATION);
        this.rewritingPool = database.pool(Role.APPLICATION, "&reWriteBatchedInserts=true");
        this.values = TenantFrame.pipelined(INTO + " values " + String.join(", ", Collections.nCopies(rows, ROW)));
    }

    /** All rows as {@code values}, each value a parameter, in one round trip. For one row the plain insert. */
    void values(List<Article> articles) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(values)) {
            statement.setString(1, TenantFrame.TENANT_TEXT);
            int first = 2;
            for (Article article : articles) {
                bind(statement, first, article);
                first += COLUMNS;
            }
            statement.execute();
        }
    }

    /** All rows as one array for each column, in one round trip. */
    void unnest(List<Article> articles) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(UNNEST)) {
            statement.setString(1, TenantFrame.TENANT_TEXT);
            statement.setLong(2, BenchmarkDatabase.TENANT);
            statement.setArray(3, connection.createArrayOf("uuid", array(articles, Article::id, UUID.class)));
            statement.setArray(4, connection.createArrayOf("uuid", array(articles, Article::authorId, UUID.class)));
            statement.setArray(5, connection.createArrayOf("text", array(articles, Article::title, String.class)));
            statement.setArray(6, connection.createArrayOf("text", array(articles, Article::summary, String.class)));
            statement.setArray(7, connection.createArrayOf("int4", array(articles, Article::rating, Integer.class)));
            statement.setArray(
                    8,
                    connection.createArrayOf(
                            "timestamptz",
                            array(articles, article -> article.publishedAt().toString(), String.class)));
            statement.execute();
        }
    }

    private static <T> @Nullable T[] array(
            List<Article> articles, Function<Article, ? extends @Nullable T> value, Class<T> type) {
        @SuppressWarnings("unchecked") // an array of that very type
        @Nullable
        T[] values = (@Nullable T[]) java.lang.reflect.Array.newInstance(type, articles.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(articles.get(i));
        }
        return values;
    }

    /** {@code addBatch}, which the driver rewrites into statements of many rows; in a transaction, for the tenant. */
    void batch(List<Article> articles) throws SQLException {
        try (Connection connection = rewritingPool.getConnection()) {
            connection.setAutoCommit(false);
            TenantFrame.set(connection);
            try (PreparedStatement statement = connection.prepareStatement(INTO + " values " + ROW)) {
                for (Article article : articles) {
                    bind(statement, 1, article);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static void bind(PreparedStatement statement, int first, Article article) throws SQLException {
        statement.setObject(first, article.id());
        statement.setLong(first + 1, article.tenantId());
        statement.setObject(first + 2, article.authorId());
        statement.setString(first + 3, article.title());
        statement.setString(first + 4, article.summary());
        statement.setInt(first + 5, article.rating());
        statement.setObject(first + 6, article.publishedAt().atOffset(ZoneOffset.UTC));
    }

    @Override
    public void close() {
        pool.close();
        rewritingPool.close();
    }
}
