package dev.holdfast.testkit.internal.isolation.deletion;

import dev.holdfast.TenantScope;
import dev.holdfast.query.Row;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.SoftDeleteIsolation.Shape;
import dev.holdfast.testkit.SoftDeleteReport;
import dev.holdfast.testkit.TestkitException;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Attempts;
import dev.holdfast.testkit.internal.isolation.Columns;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.Seeds;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Makes all attempts on the deleted rows of all tables. Used once. */
public final class DeletionTrial {

    private final DataSource application;
    private final TenantScope scope;
    private final Seeds seeds;
    private final Map<String, Shape> queries;
    private final List<Entry> entries = new ArrayList<>();

    public DeletionTrial(DataSource application, TenantScope scope, Seeders seeders, Map<String, Shape> queries) {
        this.application = application;
        this.scope = scope;
        this.seeds = new Seeds(seeders);
        this.queries = queries;
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
                if (Columns.hidesRows(table)) {
                    for (Hiding how : Hiding.of(table)) {
                        entries.addAll(examine(how));
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
                .filter(table -> !Columns.hidesRows(table))
                .map(Table::qualifiedName)
                .toList();
        return new SoftDeleteReport(entries, lasting);
    }

    private List<Entry> examine(Hiding how) throws SQLException {
        List<Attempt<Hidden>> attempts = new ArrayList<>();
        attempts.addAll(HiddenReads.attempts(how.table()));
        attempts.addAll(HiddenSql.attempts(how));
        attempts.addAll(HiddenWrites.attempts(how));
        Hidden first;
        try {
            first = hidden(how);
        } catch (Verdict.Untried e) {
            Verdict untried = Verdict.notTried(String.valueOf(e.getMessage()));
            return attempts.stream()
                    .map(attempt -> attempt.entry(how.table(), how.named(attempt.name()), untried))
                    .toList();
        }
        return Attempts.run(attempts, first, () -> hidden(how));
    }

    /** A row that was found while it was live: else nothing would be proven by not finding it. */
    private Hidden hidden(Hiding how) throws SQLException {
        Hidden live = live(how);
        Seeded other = seeds.seed(how.table(), scope);
        hide(live);
        boolean otherIsLive = scope.from(how.table()).where(other.condition()).count() == 1;
        return new Hidden(this, how, live.row(), live.stored(), otherIsLive ? other : null);
    }

    /** The row, while it is live. */
    Hidden live(Hiding how) throws SQLException {
        Seeded row = seeds.seed(how.table(), scope);
        List<Row> found = scope.from(how.table()).where(row.condition()).list();
        Hidden live = found.size() == 1 ? new Hidden(this, how, row, found.get(0), null) : null;
        if (live == null || live.state() == null) {
            throw Seeds.notFound(how.table(), "", live == null ? "DSL" : "SQL");
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
}
