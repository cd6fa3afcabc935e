package dev.holdfast.testkit.internal.isolation.tenant;

import dev.holdfast.Holdfast;
import dev.holdfast.Scope;
import dev.holdfast.TenantScope;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.IsolationReport;
import dev.holdfast.testkit.Seeder;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.TestkitException;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Verdict;
import dev.holdfast.testkit.internal.isolation.deletion.DeletionTrial;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes all attempts on all tables. Used once. */
public final class TenantTrial {

    private final Holdfast holdfast;
    private final DataSource application;
    private final TenantScope a;
    private final TenantScope b;
    private final Seeders seeders;
    private final List<Entry> entries = new ArrayList<>();

    public TenantTrial(Holdfast holdfast, DataSource application, TenantScope a, TenantScope b, Seeders seeders) {
        this.holdfast = holdfast;
        this.application = application;
        this.a = a;
        this.b = b;
        this.seeders = seeders;
    }

    TenantScope a() {
        return a;
    }

    TenantScope b() {
        return b;
    }

    Scope withoutTenant() {
        return holdfast.withoutTenant();
    }

    DataSource application() {
        return application;
    }

    /** Tries every tenant-owned table. */
    public IsolationReport of(Schema schema) {
        try {
            requireBoundRole();
            for (Table table : schema.tenantOwned()) {
                examine(table);
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

    private void examine(Table table) throws SQLException {
        TenantRows first = fresh(table);
        @Nullable TenantRows subject = first;
        List<Attempt> attempts = new ArrayList<>();
        attempts.addAll(DslReads.attempts());
        attempts.addAll(SqlReads.attempts());
        if (DeletionTrial.concerns(table)) {
            attempts.addAll(SqlReads.ofLiveView());
        }
        attempts.addAll(SqlPowers.attempts());
        attempts.addAll(DslWrites.attempts());
        attempts.addAll(SqlWrites.attempts());
        attempts.addAll(Links.attempts(first.links()));
        attempts.add(SqlWrites.twin());
        attempts.add(SqlWrites.upsert());
        attempts.add(DslWrites.upsert());
        for (Attempt attempt : attempts) {
            Verdict verdict = subject == null
                    ? Verdict.notTried("no row could be seeded after the breach before")
                    : verdictOn(attempt, subject);
            entries.add(new Entry(
                    table.qualifiedName(), attempt.name(), attempt.way(), verdict.outcome(), verdict.observed()));
            if (verdict.outcome() == Outcome.BREACHED) {
                subject = freshOrNull(table);
            }
        }
    }

    private static Verdict verdictOn(Attempt attempt, TenantRows subject) throws SQLException {
        String before = subject.stateOfA();
        Verdict verdict;
        try {
            verdict = attempt.body().run(subject);
        } catch (TestkitException e) {
            throw e;
        } catch (Exception e) {
            verdict = Verdict.of(e);
        }
        String after = subject.stateOfA();
        if (Objects.equals(before, after)) {
            return verdict;
        }
        return Verdict.breached(
                after == null ? "the other tenant's row is gone" : "the other tenant's row was changed");
    }

    private @Nullable TenantRows freshOrNull(Table table) {
        try {
            return fresh(table);
        } catch (TestkitException | SQLException e) {
            return null;
        }
    }

    /** New rows of both tenants, each of which its own tenant finds: else nothing would be proven by not finding it. */
    private TenantRows fresh(Table table) throws SQLException {
        TenantRows subject = new TenantRows(this, table, seed(table, a), seed(table, b));
        boolean foundByDsl = a.from(table).where(subject.ofA().condition()).count() == 1
                && b.from(table).where(subject.ofB().condition()).count() == 1;
        boolean foundBySql = subject.stateOfA() != null && !Rows.ofB(subject).isEmpty();
        if (!foundByDsl || !foundBySql) {
            throw new TestkitException(
                    "the seeder of table " + table,
                    "the key that it returned finds no row, or several, for the tenant it was called for, by "
                            + (foundByDsl ? "SQL" : "DSL"),
                    "Return the primary key of the row it stored, and let holdfast and the data source lead to one database");
        }
        return subject;
    }

    Seeded seed(Table table, TenantScope scope) {
        Seeder seeder = Objects.requireNonNull(seeders.find(table));
        Object key;
        try {
            key = seeder.seed(scope);
        } catch (Exception e) {
            throw new TestkitException(
                    "the seeder of table " + table,
                    "it failed with " + e.getClass().getSimpleName(),
                    "See the cause; it has to store a valid row for any of the two tenants, again and again",
                    e);
        }
        return Seeded.of(table, key);
    }
}
