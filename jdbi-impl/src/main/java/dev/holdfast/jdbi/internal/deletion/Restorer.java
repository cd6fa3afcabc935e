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
import dev.holdfast.error.StatementException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Audience;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.query.Restoration;
import dev.holdfast.query.RestoreQuery;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.ArrayList;
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
final class Restorer {

    /** How often rows that somebody changes meanwhile are gathered anew. */
    private static final int ATTEMPTS = 5;

    private final Restoration asked;
    private final Audience audience;

    Restorer(Restoration asked, Audience audience) {
        this.asked = asked;
        this.audience = audience;
    }

    /** In transactions of its own: one where nothing is in the way. */
    RestoreResult alone(Scope scope) {
        RestoreResult result = orNull(() -> atOnce(scope));
        return result != null ? result : scope.inTransaction(this::byKeys);
    }

    /** In a transaction, which goes on whatever comes of it. */
    RestoreResult within(Transaction tx) {
        RestoreResult result = isWhole() ? orNull(() -> tx.<@Nullable RestoreResult>inTransaction(this::atOnce)) : null;
        return result != null ? result : byKeys(tx);
    }

    private static @Nullable RestoreResult orNull(Supplier<@Nullable RestoreResult> attempt) {
        try {
            return attempt.get();
        } catch (UniqueViolationException | ForeignKeyViolationException inTheWay) {
            return null;
        }
    }

    private boolean isWhole() {
        return asked.deletionId() != null && !asked.withParents() && !asked.dryRun();
    }

    /** The short way; null where it can't be gone. */
    private @Nullable RestoreResult atOnce(Session session) {
        UUID id = asked.deletionId();
        if (id == null || !isWhole()) {
            return null;
        }
        Map<Table, Condition> rows = new LinkedHashMap<>();
        DeletedRowFinder.tables(session, audience, asked)
                .forEach(table -> rows.put(table, RestoreQuery.hiddenBy(table, id)));
        if (rows.isEmpty()) {
            return new RestoreResult.NotDeleted();
        }
        TableCounts counts = session.one(new RestoreQuery(rows));
        return counts.total() == 0 ? new RestoreResult.NotDeleted() : new RestoreResult.Restored(counts, false);
    }

    /** The long way, which looks at every row. */
    private RestoreResult byKeys(Transaction tx) {
        SoftDeletable table = asked.table();
        if (table != null && !tx.schema().tables().contains(table.asTable())) {
            throw new StatementException("Table " + table.name()
                    + " isn't in the schema, so that nobody knows what went with its rows: register it");
        }
        for (int attempt = 1; ; attempt++) {
            DeletedRowFinder finder = new DeletedRowFinder(tx, audience);
            DeletedRows rows = finder.of(asked);
            if (rows.isEmpty()) {
                return new RestoreResult.NotDeleted();
            }
            List<Conflict> conflicts = new Conflicts(tx, finder).of(rows);
            if (!conflicts.isEmpty()) {
                return new RestoreResult.Refused(conflicts);
            }
            TableCounts counts = rows.counts(tx.schema().inDependencyOrder());
            if (asked.dryRun() || restored(tx, finder, rows, counts, attempt)) {
                return new RestoreResult.Restored(counts, asked.dryRun());
            }
        }
    }

    /** All of them, or none: false where somebody restored or purged one of them, or took a value, meanwhile. */
    private static boolean restored(
            Transaction tx, DeletedRowFinder finder, DeletedRows rows, TableCounts counts, int attempt) {
        Map<Table, Condition> byKey = new LinkedHashMap<>();
        for (Table table : tx.schema().inDependencyOrder()) { // parents first, as every other writer locks them
            if (!rows.keys(table).isEmpty()) {
                byKey.put(table, asGathered(finder.keys(table), rows.rows(table)));
            }
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

    /** The rows by key and deletion: one that was deleted anew meanwhile isn't meant. */
    private static Condition asGathered(KeyColumns keys, Map<List<Object>, @Nullable UUID> rows) {
        List<AnyColumn<?>> columns = new ArrayList<>(keys.columns());
        columns.add(((SoftDeletable) keys.table()).deletionId());
        List<List<Object>> values = new ArrayList<>(rows.size());
        rows.forEach((key, deletion) -> {
            List<Object> value = new ArrayList<>(key);
            value.add(Objects.requireNonNull(deletion));
            values.add(value);
        });
        return KeyColumns.in(columns, values);
    }

    private static final class ChangedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ChangedMeanwhile() {
            super("changed meanwhile", null, false, false);
        }
    }
}
