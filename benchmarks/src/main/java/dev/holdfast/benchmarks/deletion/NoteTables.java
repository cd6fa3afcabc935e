package dev.holdfast.benchmarks.deletion;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Migration;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.Role;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The two tables of {@link Notes}, made and filled, and what is stored in them. */
final class NoteTables {

    /** Live rows of one author in one tenant. */
    static final int LIVE_BY_AUTHOR = 100;

    private static final int TENANTS = 4;
    private static final int ONE_LIVE_IN = 10;

    private final Superuser unbound;

    private NoteTables(Superuser unbound) {
        this.unbound = unbound;
    }

    /** Creates them by the changelog that their schema prints; fills them unless they have so many rows already. */
    static NoteTables open(BenchmarkDatabase database, Superuser unbound, int rows) throws Exception {
        try (var owner = database.pool(Role.OWNER)) {
            Migration.run(owner, "notes", Schema.of(Notes.MOSTLY_DELETED, Notes.NONE_DELETED));
        }
        NoteTables tables = new NoteTables(unbound);
        if (unbound.number("select count(*) from notes_mostly_deleted") != rows) {
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
        unbound.run(
                "set session_replication_role = replica",
                "truncate notes_mostly_deleted, notes_none_deleted",
                "insert into notes_mostly_deleted (id, tenant_id, author_id, title, created_at,"
                        + " deleted_at, deleted_by, deletion_id)"
                        + " select md5('note ' || n)::uuid, 1 + n / " + ONE_LIVE_IN + " % " + TENANTS + ","
                        + " md5('author ' || n / " + ONE_LIVE_IN * TENANTS + " % " + authors + ")::uuid,"
                        + " repeat('title ', 8) || n, time,"
                        + " case when gone then time + interval '1 day' end, case when gone then 'somebody' end,"
                        + " case when gone then md5('deletion ' || n)::uuid end"
                        + " from generate_series(0, " + (rows - 1) + ") n,"
                        + " lateral (select n % " + ONE_LIVE_IN + " <> 0 as gone,"
                        + " timestamptz '2026-01-01 00:00:00+00' + n * interval '1 second' as time) as each",
                "insert into notes_none_deleted (id, tenant_id, author_id, title, created_at)"
                        + " select id, tenant_id, author_id, title, created_at from notes_mostly_deleted"
                        + " where deleted_at is null order by created_at",
                "reset session_replication_role");
        for (Notes table : List.of(Notes.MOSTLY_DELETED, Notes.NONE_DELETED)) {
            unbound.run(
                    "alter table " + table.name() + " set (autovacuum_enabled = false)",
                    "vacuum (freeze, analyze) " + table.name());
        }
        unbound.run("checkpoint");
    }

    /** Live rows of the tenant, newest first. */
    List<UUID> live() throws SQLException {
        return unbound.ids("select id from notes_mostly_deleted where tenant_id = " + BenchmarkDatabase.TENANT
                + " and deleted_at is null order by created_at desc, id desc");
    }

    /** The authors of the tenant's rows. */
    List<UUID> authors() throws SQLException {
        return unbound.ids("select distinct author_id from notes_mostly_deleted where tenant_id = "
                + BenchmarkDatabase.TENANT + " order by author_id");
    }

    /** How many live rows of the tenant this author has. */
    long liveBy(UUID author) throws SQLException {
        return unbound.number("select count(*) from notes_none_deleted where tenant_id = " + BenchmarkDatabase.TENANT
                + " and author_id = '" + author + "'");
    }
}
