package dev.holdfast.benchmarks;

import dev.holdfast.table.Schema;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The two tables of {@link Notes}, made and filled, and what is stored in them. */
final class NoteTables {

    /** Live rows of one author in one tenant. */
    static final int LIVE_BY_AUTHOR = 100;

    private static final int TENANTS = 4;
    private static final int ONE_LIVE_IN = 10;

    private final DataSource unbound;

    private NoteTables(DataSource unbound) {
        this.unbound = unbound;
    }

    /** Creates them by the changelog that their schema prints; fills them unless they have so many rows already. */
    static NoteTables open(BenchmarkDatabase database, DataSource unbound, int rows) throws Exception {
        try (var owner = database.pool(Role.OWNER)) {
            Migration.run(owner, "notes", Schema.of(Notes.MOSTLY_DELETED, Notes.NONE_DELETED));
        }
        NoteTables tables = new NoteTables(unbound);
        if (tables.number("select count(*) from notes_mostly_deleted") != rows) {
            tables.fill(rows);
        }
        return tables;
    }

    /**
     * Live and deleted rows lie among each other in the order of their time, as when rows are deleted now and then: each
     * page of the table holds a few live ones. Keys are left unchecked, since the rows are known to obey them.
     */
    private void fill(int rows) throws SQLException {
        int authors = Math.max(1, rows / (TENANTS * ONE_LIVE_IN * LIVE_BY_AUTHOR));
        try (Connection connection = unbound.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute("truncate notes_mostly_deleted, notes_none_deleted");
            statement.execute("insert into notes_mostly_deleted (id, tenant_id, author_id, title, created_at,"
                    + " deleted_at, deleted_by, deletion_id)"
                    + " select md5('note ' || n)::uuid, 1 + n / " + ONE_LIVE_IN + " % " + TENANTS + ","
                    + " md5('author ' || n / " + ONE_LIVE_IN * TENANTS + " % " + authors + ")::uuid,"
                    + " repeat('title ', 8) || n, time,"
                    + " case when gone then time + interval '1 day' end, case when gone then 'somebody' end,"
                    + " case when gone then md5('deletion ' || n)::uuid end"
                    + " from generate_series(0, " + (rows - 1) + ") n,"
                    + " lateral (select n % " + ONE_LIVE_IN + " <> 0 as gone,"
                    + " timestamptz '2026-01-01 00:00:00+00' + n * interval '1 second' as time) as each");
            statement.execute("insert into notes_none_deleted (id, tenant_id, author_id, title, created_at)"
                    + " select id, tenant_id, author_id, title, created_at from notes_mostly_deleted"
                    + " where deleted_at is null order by created_at");
            statement.execute("reset session_replication_role");
            for (String table : List.of("notes_mostly_deleted", "notes_none_deleted")) {
                statement.execute("alter table " + table + " set (autovacuum_enabled = false)");
                statement.execute("vacuum (freeze, analyze) " + table);
            }
            statement.execute("checkpoint");
        }
    }

    /** Live rows of the tenant, newest first. */
    List<UUID> live() throws SQLException {
        return ids("select id from notes_mostly_deleted where tenant_id = " + BenchmarkDatabase.TENANT
                + " and deleted_at is null order by created_at desc, id desc");
    }

    /** The authors of the tenant's rows. */
    List<UUID> authors() throws SQLException {
        return ids("select distinct author_id from notes_mostly_deleted where tenant_id = " + BenchmarkDatabase.TENANT
                + " order by author_id");
    }

    /** How many live rows of the tenant this author has. */
    long liveBy(UUID author) throws SQLException {
        return number("select count(*) from notes_none_deleted where tenant_id = " + BenchmarkDatabase.TENANT
                + " and author_id = '" + author + "'");
    }

    private List<UUID> ids(String query) throws SQLException {
        try (Connection connection = unbound.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<UUID> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = unbound.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
