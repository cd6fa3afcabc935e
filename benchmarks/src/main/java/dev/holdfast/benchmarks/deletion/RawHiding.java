package dev.holdfast.benchmarks.deletion;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** By the driver alone and in one round trip: begin, tenant, updates and commit in one execution. */
final class RawHiding implements Hiding {

    private static final String TENANT = " where tenant_id = ?";

    private final HikariDataSource pool;
    private final String deleteCommit;
    private final String deleteAuthor;
    private final String restoreAuthor;
    private final History.Kind kind;

    RawHiding(BenchmarkDatabase database, History history, History.Kind kind) {
        this.pool = database.pool(Role.APPLICATION);
        this.kind = kind;
        String authors = "update " + history.authors.name();
        String commits = "update " + history.commits.name();
        String gone = " set deleted_at = now()";
        String live = " and deleted_at is null";
        this.deleteCommit = TenantFrame.pipelined(commits + gone + TENANT + " and id = ?" + live);
        switch (kind) {
            case HOLDFAST -> { // the triggers do the rest
                this.deleteAuthor = TenantFrame.pipelined(authors + gone + TENANT + " and id = ?" + live);
                this.restoreAuthor = TenantFrame.pipelined(
                        authors + " set deleted_at = null" + TENANT + " and id = ? and deleted_at is not null");
            }
            case BARE -> {
                String stamped = gone + ", deletion_id = ?";
                this.deleteAuthor = TenantFrame.pipelined(authors + stamped + TENANT + " and id = ?" + live + "; "
                        + commits + stamped + TENANT + " and author_id = ?" + live);
                String back = " set deleted_at = null, deletion_id = null" + TENANT + " and deletion_id = ?";
                this.restoreAuthor = TenantFrame.pipelined(authors + back + "; " + commits + back);
            }
            default -> {
                this.deleteAuthor = TenantFrame.pipelined(authors + gone + TENANT + " and id = ?" + live + "; "
                        + commits + gone + TENANT + " and author_id = ?" + live);
                String back = " set deleted_at = null" + TENANT;
                String deleted = " = ? and deleted_at is not null";
                this.restoreAuthor = TenantFrame.pipelined(
                        authors + back + " and id" + deleted + "; " + commits + back + " and author_id" + deleted);
            }
        }
    }

    @Override
    public long deleteCommit(UUID id) throws SQLException {
        return run(deleteCommit, BenchmarkDatabase.TENANT, id);
    }

    @Override
    public long deleteAuthor(UUID id) throws SQLException {
        return switch (kind) {
            case HOLDFAST -> run(deleteAuthor, BenchmarkDatabase.TENANT, id);
            case BARE -> {
                UUID deletion = UUID.randomUUID();
                yield run(deleteAuthor, deletion, BenchmarkDatabase.TENANT, id, deletion, BenchmarkDatabase.TENANT, id);
            }
            case PLAIN -> run(deleteAuthor, BenchmarkDatabase.TENANT, id, BenchmarkDatabase.TENANT, id);
        };
    }

    @Override
    public long restoreAuthor(UUID id, UUID deletion) throws SQLException {
        UUID key = kind == History.Kind.BARE ? deletion : id;
        return kind == History.Kind.HOLDFAST
                ? run(restoreAuthor, BenchmarkDatabase.TENANT, key)
                : run(restoreAuthor, BenchmarkDatabase.TENANT, key, BenchmarkDatabase.TENANT, key);
    }

    /** Behind the results of begin and of the tenant come the counts of the updates. */
    private long run(String statements, Object... parameters) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(statements)) {
            statement.setString(1, TenantFrame.TENANT_TEXT);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 2, parameters[i]);
            }
            statement.execute();
            statement.getMoreResults();
            long changed = 0;
            while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                changed += Math.max(0, statement.getUpdateCount());
            }
            return changed;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
