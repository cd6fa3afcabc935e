package dev.holdfast.benchmarks.audit;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.Role;
import java.util.List;

/** A database of its own whose audit log has so many entries already, of one audited table. One thread's. */
final class GrownLog implements AutoCloseable {

    static final int PAGE = 20;

    private static final int TENANTS = 2;
    private static final int KEYS = 20_000;
    private static final int STEP = 1_000_000;
    private static final TrackedArticles TABLE = new TrackedArticles(Tracking.table(HoldfastTrail.AUDIT));

    private final Superuser unbound;
    private final Tracking tracking;
    private final HikariDataSource pool;
    private final TenantScope tenant;
    private final int keys;
    private long key;

    private GrownLog(Superuser unbound, Tracking tracking, HikariDataSource pool, int keys) {
        this.unbound = unbound;
        this.tracking = tracking;
        this.pool = pool;
        this.tenant = JdbiHoldfast.builder(pool).schema(TABLE).build().tenant(BenchmarkDatabase.TENANT);
        this.keys = keys;
    }

    /** Makes and fills the database where it isn't there, and looks whether a change comes out of the log. */
    static GrownLog open(BenchmarkDatabase start, int entries) throws Exception {
        BenchmarkDatabase database = start.copy("log_" + entries);
        Superuser unbound = database.superuser();
        Tracking tracking = Tracking.open(database, unbound, HoldfastTrail.AUDIT, Tracking.Work.UPDATE);
        if (unbound.number("select count(*) from (select from holdfast.audit_entries limit " + entries + ") as those")
                < entries) {
            fill(unbound, entries);
        }
        GrownLog log =
                new GrownLog(unbound, tracking, database.pool(Role.APPLICATION), Math.min(KEYS, entries / TENANTS));
        List<AuditEntry> read = log.read();
        if (read.isEmpty() || !read.get(0).table().equals(TABLE.name())) {
            throw new IllegalStateException("The log of " + entries + " entries gave " + read);
        }
        return log;
    }

    /** A change set for each entry, as of transactions of one row; many keys, each with as many entries. */
    private static void fill(Superuser unbound, int entries) throws Exception {
        for (int from = 0; from < entries; from += STEP) {
            int to = Math.min(entries, from + STEP);
            String numbers = " from generate_series(" + (from + 1) + ", " + to + ") n";
            unbound.run(
                    "insert into holdfast.change_sets (tenant_id, actor, request_id) select 1 + n % " + TENANTS
                            + ", 'user-' || n % 100, 'r-' || n" + numbers,
                    "insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, tenant_id, table_id, action, key,"
                            + " changes) select nextval('holdfast.change_sequence'), clock_timestamp(),"
                            + " (select max(change_set_id) from holdfast.change_sets) - " + to + " + n, 1 + n % "
                            + TENANTS
                            + ", (select table_id from holdfast.recorded_tables where relation = '"
                            + TABLE.name() + "'::regclass), 'update', (1 + n / " + TENANTS + " % " + KEYS
                            + ")::text, jsonb_build_object('title', jsonb_build_array('Article ' || n, 'Article ' || n"
                            + " || ' of turn 1'), 'rating', jsonb_build_array(n % 6, n % 6 + 1))" + numbers);
        }
        unbound.run("vacuum (freeze, analyze) holdfast.audit_entries, holdfast.change_sets", "checkpoint");
    }

    /** Changes one row. */
    long change() throws Exception {
        tracking.prepare(1);
        return tracking.change(1);
    }

    /** What became of a row lately: the next row each time. */
    List<AuditEntry> read() {
        key = (key + 7919) % keys;
        return tenant.audit().of(TABLE, key + 1).list(PAGE);
    }

    @Override
    public void close() {
        tracking.close();
        pool.close();
        unbound.close();
    }
}
