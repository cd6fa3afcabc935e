package dev.holdfast.benchmarks.audit;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Migration;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One contender: a table of its own, whose changes a {@link Trail} keeps, and the connection over which they are made. All
 * tables have the same rows, and all get the same statements: begin, tenant and actor, an insert or update, and commit, in one
 * execution by the application's role. One thread's.
 */
final class Tracking implements AutoCloseable {

    /** What is done to the rows. */
    enum Work {
        /** New rows. */
        INSERT,
        /** Two of the ten columns of rows that are there; none is in an index. */
        UPDATE
    }

    /** Of each of the two tenants. */
    private static final int ROWS = Integer.getInteger("holdfast.benchmarks.trackedRows", 20_000);

    /** So many runs make PostgreSQL keep the triggers' plans. */
    private static final int UNTIL_PLANS_ARE_KEPT = 10;

    private static final String ROW = "md5('article ' || n)::uuid, 'Article ' || n, repeat('summary ', 8) || n,"
            + " repeat(md5(n::text) || ' ', 12) || 'end.', timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute',"
            + " (n % 6)::integer, n % 7 = 0, (n % 100000) / 100.0";
    private static final String COLUMNS =
            " (id, tenant_id, code, title, summary, body, published_at, rating, featured, price) ";

    private final Trail trail;
    private final Work work;
    private final Superuser unbound;
    private final HikariDataSource pool;
    private final String sql;
    private long next;
    private long rowsSinceSetBack;

    private Tracking(Trail trail, Work work, BenchmarkDatabase database, Superuser unbound) {
        this.trail = trail;
        this.work = work;
        this.unbound = unbound;
        this.pool = database.pool(Role.APPLICATION);
        String change = work == Work.INSERT
                ? "insert into " + table(trail) + COLUMNS + "select n, ?, " + ROW + " from generate_series(?, ?) n"
                : "update " + table(trail) + " set title = 'Article ' || id || ' of turn ' || rating + 1,"
                        + " rating = rating + 1 where tenant_id = ? and id between ? and ?";
        this.sql = "begin; " + TenantFrame.SETTING + ", " + trail.context() + "; " + change + "; commit";
    }

    static String table(Trail trail) {
        return "tracked_" + trail.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Makes and fills the table unless it is there; then changes one row at a time until plans are kept, a thousand at once, and
     * compares what was kept with what was changed.
     */
    static Tracking open(BenchmarkDatabase database, Superuser unbound, Trail trail, Work work) throws Exception {
        create(database, unbound, trail);
        Tracking tracking = new Tracking(trail, work, database, unbound);
        try {
            tracking.setBack();
            tracking.next = tracking.work == Work.UPDATE
                    ? 1
                    : 1 + unbound.number("select greatest(" + ROWS + ", max(id)) from " + table(trail));
            for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
                tracking.changeAndCheck(1);
            }
            tracking.changeAndCheck(Math.min(1_000, ROWS));
            tracking.changeAndCheck(1);
            return tracking;
        } catch (Exception e) {
            tracking.close();
            throw e;
        }
    }

    private static void create(BenchmarkDatabase database, Superuser unbound, Trail trail) throws Exception {
        String table = table(trail);
        if (unbound.number("select count(*) from pg_tables where tablename = '" + table + "'") == 0) {
            try (HikariDataSource owner = database.pool(Role.OWNER)) {
                Migration.run(owner, table, Schema.of(new TrackedArticles(table)));
            }
        }
        if (unbound.number("select count(*) from " + table) == 0) { // also after a trail that couldn't begin
            try (HikariDataSource owner = database.pool(Role.OWNER)) {
                trail.begin(owner);
            }
        }
        unbound.run("do $$ declare store regclass; begin for store in select oid from pg_class where relkind = 'r' and"
                + " (relname = '" + table + "' or relname similar to '" + trail.stores() + "') loop"
                + " execute format('alter table %s set (autovacuum_enabled = false)', store); end loop; end $$");
    }

    private void changeAndCheck(int rows) throws SQLException {
        prepare(rows);
        long first = next;
        long changed = change(rows);
        if (changed != rows) {
            throw new IllegalStateException(table(trail) + ": " + changed + " rows were changed instead of " + rows);
        }
        List<String> expected = unbound("select id || ' ' || title from " + table(trail) + " where tenant_id = "
                + BenchmarkDatabase.TENANT + " and id between " + first + " and " + (first + rows - 1) + " order by 1");
        for (String kept : trail.kept()) {
            String action = work == Work.INSERT ? "insert" : "update";
            List<String> found = unbound("select k.id || ' ' || coalesce(k.title, t.title) from (select * from (" + kept
                    + ") as all_kept (action, id, title) limit " + rows + ") k join " + table(trail)
                    + " t on t.id = k.id and t.tenant_id = " + BenchmarkDatabase.TENANT + " where k.action = '" + action
                    + "' and (k.title is not null or k.action = 'insert') order by 1");
            if (expected.size() != rows || !found.equals(expected)) {
                List<String> lacking = new ArrayList<>(expected);
                lacking.removeAll(found);
                throw new IllegalStateException(table(trail) + " should have kept of " + rows + " rows by " + action
                        + ": " + (lacking.isEmpty() ? expected : lacking) + ", and kept " + found.size());
            }
        }
    }

    private List<String> unbound(String query) throws SQLException {
        try (Connection connection = unbound.connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }

    /** Before so many rows are changed: after each of the table's rows has had its turn, it is set back and vacuumed. */
    void prepare(int rows) throws SQLException {
        if (rowsSinceSetBack + rows > ROWS) {
            setBack();
        }
    }

    /** As it was, by a superuser while no trigger fires; what was kept stays. */
    private void setBack() throws SQLException {
        String table = table(trail);
        unbound.run(
                "begin; set local session_replication_role = replica; truncate " + table + "; insert into " + table
                        + COLUMNS
                        + "select n, tenant, " + ROW + " from generate_series(1, " + ROWS
                        + ") n, generate_series(1, 2) tenant; commit",
                "vacuum (freeze, analyze) " + table);
        rowsSinceSetBack = 0;
        if (work == Work.UPDATE) {
            next = 1;
        }
    }

    /** Changes so many rows; how many were. */
    long change(int rows) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, TenantFrame.TENANT_TEXT);
            statement.setLong(2, BenchmarkDatabase.TENANT);
            statement.setLong(3, next);
            statement.setLong(4, next + rows - 1);
            next += rows;
            rowsSinceSetBack += rows;
            statement.execute(); // begin
            statement.getMoreResults(); // the settings
            statement.getMoreResults();
            return statement.getUpdateCount();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
