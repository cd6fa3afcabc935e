package dev.holdfast.benchmarks.tenant;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.testkit.Role;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Reads by JDBI without plugins, the statement written by hand. */
final class JdbiReads implements AutoCloseable {

    private static final String QUERY =
            "select " + RawReads.COLUMNS + " from articles where tenant_id = :tenant and id = :id";

    private final HikariDataSource unboundPool;
    private final HikariDataSource applicationPool;
    private final Jdbi unbound;
    private final Jdbi application;
    private final RowMapper<Article> mapper = ConstructorMapper.of(Article.class);

    JdbiReads(BenchmarkDatabase database) {
        this.unboundPool = database.pool(Role.SUPERUSER);
        this.applicationPool = database.pool(Role.APPLICATION);
        this.unbound = Jdbi.create(unboundPool);
        this.application = Jdbi.create(applicationPool);
    }

    /** The query alone, in auto-commit, by a role that no policy binds. */
    Article plain(UUID id) {
        return unbound.withHandle(handle -> read(handle, id));
    }

    /** With the tenant, in a transaction. */
    Article transaction(UUID id) {
        return application.inTransaction(handle -> {
            handle.execute(TenantFrame.SETTING, TenantFrame.TENANT_TEXT);
            return read(handle, id);
        });
    }

    private Article read(Handle handle, UUID id) {
        return handle.createQuery(QUERY)
                .bind("tenant", BenchmarkDatabase.TENANT)
                .bind("id", id)
                .map(mapper)
                .one();
    }

    @Override
    public void close() {
        unboundPool.close();
        applicationPool.close();
    }
}
