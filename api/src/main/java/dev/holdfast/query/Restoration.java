package dev.holdfast.query;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.expression.Condition;
import dev.holdfast.table.SoftDeletable;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which deleted rows are to be live again. Immutable.
 *
 * @param deletionId those of one deletion; null where {@code table} says
 * @param tables the names of the tables that the deletion hid rows of; empty where that isn't known
 * @param table those of one table, with what went with them; null where {@code deletionId} says
 * @param where only those of the table; null for every one
 * @param withParents true where deleted rows that they refer to come back too
 * @param dryRun true where nothing is changed
 */
public record Restoration(
        @Nullable UUID deletionId,
        Set<String> tables,
        @Nullable SoftDeletable table,
        @Nullable Condition where,
        boolean withParents,
        boolean dryRun) {

    public Restoration {
        tables = Set.copyOf(tables);
    }

    /** The rows that a deletion hid. */
    public static Restoration of(Deletion deletion) {
        return new Restoration(deletion.id(), deletion.counts().byTable().keySet(), null, null, false, false);
    }

    /** The rows that the deletion with this id hid, in whatever tables. */
    public static Restoration of(UUID deletionId) {
        return new Restoration(deletionId, Set.of(), null, null, false, false);
    }

    /** Deleted rows of a table, each with those that its deletion hid below it. */
    public static Restoration of(SoftDeletable table) {
        return new Restoration(null, Set.of(), table, null, false, false);
    }

    /** Only the rows for which this is true; several calls are joined by {@code and}. */
    public Restoration where(Condition condition) {
        Condition both = where == null ? condition : where.and(condition);
        return new Restoration(deletionId, tables, table, both, withParents, dryRun);
    }

    /** With the deleted rows that they refer to, and those that these refer to. */
    public Restoration andParents() {
        return new Restoration(deletionId, tables, table, where, true, dryRun);
    }

    /** Only looking. */
    public Restoration asDryRun() {
        return new Restoration(deletionId, tables, table, where, withParents, true);
    }
}
