package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Scope;
import dev.holdfast.Session;
import dev.holdfast.Transaction;
import dev.holdfast.deletion.Conflict;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.deletion.TableCounts;
import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.Condition;
import dev.holdfast.query.Restoration;
import dev.holdfast.query.RestoreQuery;
import dev.holdfast.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Restores: a whole deletion by its id in one statement. Only where something is in its way, or where more than that is
 * asked, the rows are gathered by their keys and every conflict is looked for.
 */
public final class Restorer {

    /** How often rows that somebody changes meanwhile are gathered anew. */
    private static final int ATTEMPTS = 5;

    private final Restoration asked;
    private final boolean acrossTenants;

    public Restorer(Restoration asked, boolean acrossTenants) {
        this.asked = asked;
        this.acrossTenants = acrossTenants;
    }

    /** In transactions of its own: one where nothing is in the way. */
    public RestoreResult alone(Scope scope) {
        RestoreResult result = orNull(() -> atOnce(scope));
        return result != null ? result : scope.inTransaction(this::byKeys);
    }

    /** In a transaction, which goes on whatever comes of it. */
    public RestoreResult within(Transaction tx) {
        RestoreResult result = orNull(() -> tx.<@Nullable RestoreResult>inTransaction(this::atOnce));
        return result != null ? result : byKeys(tx);
    }

    private static @Nullable RestoreResult orNull(Supplier<@Nullable RestoreResult> attempt) {
        try {
            return attempt.get();
        } catch (UniqueViolationException | ForeignKeyViolationException inTheWay) {
            return null;
        }
    }

    /** The short way; null where it can't be gone. */
    private @Nullable RestoreResult atOnce(Session session) {
        UUID id = asked.deletionId();
        if (id == null || asked.withParents() || asked.dryRun()) {
            return null;
        }
        Map<Table, Condition> rows = new LinkedHashMap<>();
        for (Table table : session.schema().inDependencyOrder()) {
            if (table.isSoftDeletable()
                    && (asked.tables().isEmpty() || asked.tables().contains(table.qualifiedName()))) {
                rows.put(table, RestoreQuery.hiddenBy(table, id));
            }
        }
        if (rows.isEmpty()) {
            return new RestoreResult.NotDeleted();
        }
        TableCounts counts = session.one(new RestoreQuery(rows));
        return counts.total() == 0 ? new RestoreResult.NotDeleted() : new RestoreResult.Restored(counts, false);
    }

    /** The long way, which looks at every row. */
    private RestoreResult byKeys(Transaction tx) {
        for (int attempt = 1; ; attempt++) {
            Gathering gathering = new Gathering(tx, acrossTenants);
            DeletedRows rows = gathering.of(asked);
            if (rows.isEmpty()) {
                return new RestoreResult.NotDeleted();
            }
            List<Conflict> conflicts = new Conflicts(tx, gathering).of(rows);
            if (!conflicts.isEmpty()) {
                return new RestoreResult.Refused(conflicts);
            }
            TableCounts counts = rows.counts(tx.schema().inDependencyOrder());
            if (asked.dryRun() || restored(tx, gathering, rows, counts, attempt)) {
                return new RestoreResult.Restored(counts, asked.dryRun());
            }
        }
    }

    /** All of them, or none: false where somebody restored or purged one of them, or took a value, meanwhile. */
    private static boolean restored(
            Transaction tx, Gathering gathering, DeletedRows rows, TableCounts counts, int attempt) {
        Map<Table, Condition> byKey = new LinkedHashMap<>();
        for (Table table : rows.tables()) {
            byKey.put(table, Keys.in(gathering.keys(table).columns(), rows.keys(table)));
        }
        try {
            return tx.inTransaction(inner -> {
                TableCounts actual = Objects.requireNonNull(inner.one(new RestoreQuery(byKey)));
                if (!actual.byTable().equals(counts.byTable())) {
                    throw new ChangedMeanwhile();
                }
                return true;
            });
        } catch (ChangedMeanwhile | UniqueViolationException | ForeignKeyViolationException lost) {
            if (attempt < ATTEMPTS) {
                return false;
            }
            throw lost instanceof ChangedMeanwhile
                    ? new SerializationFailureException(
                            "The rows to be restored were changed by others, again and again: try later",
                            new Refusal("40001", null, null, null, null),
                            null)
                    : lost;
        }
    }

    private static final class ChangedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ChangedMeanwhile() {
            super("changed meanwhile", null, false, false);
        }
    }
}
