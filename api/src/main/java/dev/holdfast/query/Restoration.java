package dev.holdfast.query;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.SoftDeletable;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which deleted rows are to be live again. Immutable. */
@CheckReturnValue
public final class Restoration {

    private final @Nullable UUID deletionId;
    private final Set<String> tables;
    private final @Nullable SoftDeletable table;
    private final @Nullable Condition where;
    private final boolean withParents;
    private final boolean dryRun;

    private Restoration(
            @Nullable UUID deletionId,
            Set<String> tables,
            @Nullable SoftDeletable table,
            @Nullable Condition where,
            boolean withParents,
            boolean dryRun) {
        this.deletionId = deletionId;
        this.tables = Set.copyOf(tables);
        this.table = table;
        this.where = where;
        this.withParents = withParents;
        this.dryRun = dryRun;
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
        Condition both = Restriction.and("where", where, condition);
        return new Restoration(deletionId, tables, table, both, withParents, dryRun);
    }

    /** With the deleted rows that they refer to, and those that these refer to. */
    public Restoration andParents() {
        return new Restoration(deletionId, tables, table, where, true, dryRun);
    }

    /** Reports what would be done, and changes nothing. */
    public Restoration asDryRun() {
        return new Restoration(deletionId, tables, table, where, withParents, true);
    }

    /** Those of one deletion; null where {@code table} says. */
    public @Nullable UUID deletionId() {
        return deletionId;
    }

    /** The names of the tables that the deletion hid rows of; empty where that isn't known. */
    public Set<String> tables() {
        return tables;
    }

    /** Those of one table, with what went with them; null where {@code deletionId} says. */
    public @Nullable SoftDeletable table() {
        return table;
    }

    /** Only those of the table; null for every one. */
    public @Nullable Condition where() {
        return where;
    }

    /** True where deleted rows that they refer to come back too. */
    public boolean withParents() {
        return withParents;
    }

    /** True where nothing is changed. */
    public boolean dryRun() {
        return dryRun;
    }
}
