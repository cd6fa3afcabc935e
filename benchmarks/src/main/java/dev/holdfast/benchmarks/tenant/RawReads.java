package dev.holdfast.benchmarks.tenant;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Reads by the driver alone, as somebody would write them who counts every microsecond. */
final class RawReads implements AutoCloseable {

    static final String COLUMNS = "id, tenant_id, author_id, title, summary, rating, published_at";
    static final String QUERY = "select " + COLUMNS + " from articles where tenant_id = ? and id = ?";

    private static final String PIPELINED = TenantFrame.pipelinedReading(QUERY);

    private final HikariDataSource unbound;
    private final HikariDataSource application;

    RawReads(BenchmarkDatabase database) {
        this.unbound = database.pool(Role.SUPERUSER);
        this.application = database.pool(Role.APPLICATION);
    }

    /** The same query in auto-commit by a role that no policy binds. */
    Article noTenant(UUID id) throws SQLException {
        try (Connection connection = unbound.getConnection();
                PreparedStatement statement = connection.prepareStatement(QUERY)) {
            bind(statement, 1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return onlyRow(rows);
            }
        }
    }

    /** Begin, tenant, query and commit in one execution, which is one round trip. */
    Article pipelined(UUID id) throws SQLException {
        try (Connection connection = application.getConnection();
                PreparedStatement statement = connection.prepareStatement(PIPELINED)) {
            statement.setString(1, TenantFrame.TENANT_TEXT);
            bind(statement, 2, id);
            statement.execute();
            statement.getMoreResults();
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                return onlyRow(rows);
            }
        }
    }

    /** The same in a transaction as JDBC's guides show it: three round trips, since begin rides on the first. */
    Article transaction(UUID id) throws SQLException {
        try (Connection connection = application.getConnection()) {
            connection.setAutoCommit(false);
            Article article;
            TenantFrame.set(connection);
            try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
                bind(statement, 1, id);
                try (ResultSet rows = statement.executeQuery()) {
                    article = onlyRow(rows);
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
            return article;
        }
    }

    private static void bind(PreparedStatement statement, int first, UUID id) throws SQLException {
        statement.setLong(first, BenchmarkDatabase.TENANT);
        statement.setObject(first + 1, id);
    }

    static Article onlyRow(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new IllegalStateException("no row");
        }
        Article article = new Article(
                rows.getObject(1, UUID.class),
                rows.getLong(2),
                rows.getObject(3, UUID.class),
                rows.getString(4),
                rows.getString(5),
                rows.getInt(6),
                rows.getObject(7, OffsetDateTime.class).toInstant());
        if (rows.next()) {
            throw new IllegalStateException("more than one row");
        }
        return article;
    }

    @Override
    public void close() {
        unbound.close();
        application.close();
    }
}
