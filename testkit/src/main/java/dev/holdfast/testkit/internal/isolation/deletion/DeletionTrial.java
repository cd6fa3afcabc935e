package dev.holdfast.testkit.internal.isolation.deletion;

import dev.holdfast.TenantScope;
import dev.holdfast.query.Row;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.SoftDeleteIsolation.Shape;
import dev.holdfast.testkit.SoftDeleteReport;
import dev.holdfast.testkit.TestkitException;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes all attempts on the deleted rows of all tables. Used once. */
public final class DeletionTrial {

    private final DataSource application;
    private final TenantScope scope;
    private final Seeders seeders;
    private final Map<String, Shape> queries;
    private final List<Entry> entries = new ArrayList<>();

    public DeletionTrial(DataSource application, TenantScope scope, Seeders seeders, Map<String, Shape> queries) {
        this.application = application;
        this.scope = scope;
        this.seeders = seeders;
        this.queries = queries;
    }

    /** True for a table whose rows can be hidden. */
    public static boolean concerns(Table table) {
        return table.isSoftDeletable() || !table.derivedFrom().isEmpty();
    }

    TenantScope scope() {
        return scope;
    }

    SqlSession sql() throws SQLException {
        return SqlSession.open(application, scope.tenantId().toString());
    }

    /** Tries every table whose rows can be hidden. */
    public SoftDeleteReport of(Schema schema) {
        Answers answers = new Answers(this, queries);
        try {
            for (Table table : schema.tables()) {
                if (concerns(table)) {
                    for (Hiding how : Hiding.of(table)) {
                        examine(how);
                        entries.addAll(answers.compare(how));
                    }
                }
            }
        } catch (SQLException e) {
            throw new TestkitException(
                    "the trial of deleted rows", "a check failed with " + e.getSQLState(), "See the cause", e);
        }
        entries.addAll(answers.withoutAnswer());
        List<String> lasting = schema.tables().stream()
                .filter(table -> !concerns(table))
                .map(Table::qualifiedName)
                .toList();
        return new SoftDeleteReport(entries, lasting);
    }

    private void examine(Hiding how) throws SQLException {
        List<Probe> probes = new ArrayList<>();
        probes.addAll(HiddenReads.probes(how.table()));
        probes.addAll(HiddenSql.probes(how));
        probes.addAll(HiddenWrites.probes(how));
        @Nullable Hidden hidden;
        try {
            hidden = hidden(how, true);
        } catch (Verdict.Untried e) {
            probes.forEach(probe -> add(how, probe, Verdict.notTried(String.valueOf(e.getMessage()))));
            return;
        }
        for (Probe probe : probes) {
            Verdict verdict = hidden == null
                    ? Verdict.notTried("no row could be seeded after the breach before")
                    : verdictOn(probe, hidden);
            add(how, probe, verdict);
            if (verdict.outcome() == Outcome.BREACHED) {
                hidden = hiddenOrNull(how);
            }
        }
    }

    private void add(Hiding how, Probe probe, Verdict verdict) {
        entries.add(new Entry(
                how.table().qualifiedName(),
                how.named(probe.name()),
                probe.way(),
                verdict.outcome(),
                verdict.observed()));
    }

    private static Verdict verdictOn(Probe probe, Hidden hidden) throws SQLException {
        String before = hidden.state();
        if (before == null) {
            return Verdict.breached("the deleted row is gone");
        }
        Verdict verdict;
        try {
            verdict = probe.body().run(hidden);
        } catch (Verdict.Untried e) {
            verdict = Verdict.notTried(String.valueOf(e.getMessage()));
        } catch (TestkitException e) {
            throw e;
        } catch (Exception e) {
            verdict = Verdict.of(e);
        }
        String after = hidden.state();
        if (Objects.equals(before, after)) {
            return verdict;
        }
        return Verdict.breached(after == null ? "the deleted row is gone" : "the deleted row was changed");
    }

    private @Nullable Hidden hiddenOrNull(Hiding how) {
        try {
            return hidden(how, true);
        } catch (TestkitException | SQLException | Verdict.Untried e) {
            return null;
        }
    }

    /** A row that was found while it was live: else nothing would be proven by not finding it. */
    private Hidden hidden(Hiding how, boolean withOther) throws SQLException {
        Hidden live = live(how);
        @Nullable Seeded other = withOther ? seed(how.table()) : null;
        hide(live);
        boolean otherIsLive = other != null
                && scope.from(how.table()).where(other.condition()).count() == 1;
        return new Hidden(this, how, live.row(), live.stored(), otherIsLive ? other : null);
    }

    /** The row, while it is live. */
    Hidden live(Hiding how) throws SQLException {
        Seeded row = seed(how.table());
        List<Row> found = scope.from(how.table()).where(row.condition()).list();
        Hidden live = found.size() == 1 ? new Hidden(this, how, row, found.get(0), null) : null;
        if (live == null || live.state() == null) {
            throw new TestkitException(
                    "the seeder of table " + how.table(),
                    "the key that it returned finds no row, or several, by " + (live == null ? "DSL" : "SQL"),
                    "Return the primary key of the row it stored, and let holdfast and the data source lead to one database");
        }
        return live;
    }

    /** Deletes it, or what its life is derived from. */
    void hide(Hidden live) {
        Seeded target = live.how().target(scope, live.row());
        long deleted;
        try {
            deleted = Hiding.delete(scope, target);
        } catch (RuntimeException e) {
            throw new TestkitException(
                    "the seeder of table " + live.table(),
                    "a row of " + target.table() + " couldn't be deleted: "
                            + e.getClass().getSimpleName(),
                    "See the cause; let nobody refer to the row that it stores, nor but this one to those it derives from",
                    e);
        }
        if (deleted == 0) {
            throw new TestkitException(
                    "the deletion of a row of " + target.table(), "it hid nothing", "See what its triggers do");
        }
    }

    private Seeded seed(Table table) {
        try {
            return Seeded.of(table, Objects.requireNonNull(seeders.find(table)).seed(scope));
        } catch (TestkitException e) {
            throw e;
        } catch (Exception e) {
            throw new TestkitException(
                    "the seeder of table " + table,
                    "it failed with " + e.getClass().getSimpleName(),
                    "See the cause; it has to store a valid row, again and again",
                    e);
        }
    }
}
