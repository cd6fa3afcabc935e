package dev.holdfast.testkit.internal.isolation.tenant;

import dev.holdfast.Holdfast;
import dev.holdfast.Scope;
import dev.holdfast.TenantScope;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.IsolationReport;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.TestkitException;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Attempts;
import dev.holdfast.testkit.internal.isolation.Columns;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.Seeds;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Makes all attempts on all tables. Used once. */
public final class TenantTrial {

    private final Holdfast holdfast;
    private final DataSource application;
    private final TenantScope a;
    private final TenantScope b;
    private final Seeds seeds;
    private final List<Entry> entries = new ArrayList<>();

    public TenantTrial(Holdfast holdfast, DataSource application, TenantScope a, TenantScope b, Seeders seeders) {
        this.holdfast = holdfast;
        this.application = application;
        this.a = a;
        this.b = b;
        this.seeds = new Seeds(seeders);
    }

    TenantScope a() {
        return a;
    }

    TenantScope b() {
        return b;
    }

    Scope withoutTenant() {
        return holdfast.withoutTenant().actor(SqlSession.ACTOR);
    }

    DataSource application() {
        return application;
    }

    /** Tries every tenant-owned table. */
    public IsolationReport of(Schema schema) {
        try {
            requireBoundRole();
            for (Table table : schema.tenantOwned()) {
                entries.addAll(examine(table));
            }
        } catch (SQLException e) {
            throw new TestkitException(
                    "the isolation of tenants", "a check failed with " + e.getSQLState(), "See the cause", e);
        }
        List<String> unowned = schema.tables().stream()
                .filter(table -> table.tenantKey() == null)
                .map(Table::qualifiedName)
                .toList();
        return new IsolationReport(entries, unowned);
    }

    private void requireBoundRole() throws SQLException {
        try (SqlSession sql = SqlSession.open(application, null)) {
            if (sql.number("select count(*) from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)")
                    > 0) {
                throw new TestkitException(
                        "the isolation of tenants",
                        "the data source connects as a superuser or with BYPASSRLS, for whom no policy holds",
                        "Give that of the application's role, database.applicationDataSource()");
            }
        }
    }

    private List<Entry> examine(Table table) throws SQLException {
        TenantRows first = fresh(table);
        List<Attempt<TenantRows>> attempts = new ArrayList<>();
        attempts.addAll(DslReads.attempts());
        attempts.addAll(SqlReads.attempts());
        if (Columns.hidesRows(table)) {
            attempts.addAll(SqlReads.ofLiveView());
        }
        attempts.addAll(SqlPowers.attempts());
        attempts.addAll(DslWrites.attempts());
        attempts.addAll(SqlWrites.attempts());
        attempts.addAll(Links.attempts(first.links()));
        attempts.add(SqlWrites.twin());
        attempts.add(SqlWrites.upsert());
        attempts.add(DslWrites.upsert());
        attempts.addAll(Recorded.attempts(first));
        return Attempts.run(attempts, first, () -> fresh(table));
    }

    /** New rows of both tenants, each of which its own tenant finds: else nothing would be proven by not finding it. */
    private TenantRows fresh(Table table) throws SQLException {
        TenantRows rows = new TenantRows(this, table, seed(table, a), seed(table, b));
        boolean foundByDsl = a.from(table).where(rows.ofA().condition()).count() == 1
                && b.from(table).where(rows.ofB().condition()).count() == 1;
        boolean foundBySql = rows.state() != null && !Rows.ofB(rows).isEmpty();
        if (!foundByDsl || !foundBySql) {
            throw Seeds.notFound(table, "for the tenant it was called for, ", foundByDsl ? "SQL" : "DSL");
        }
        return rows;
    }

    Seeded seed(Table table, TenantScope scope) {
        return seeds.seed(table, scope);
    }
}
