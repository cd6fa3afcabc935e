package dev.holdfast.query;

import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.SoftDeletable;
import java.time.Instant;

/**
 * A select of a soft-deletable table, bound to a session. It begins with the live rows; which others are meant is said
 * before any other clause.
 */
@CheckReturnValue
public final class BoundSoftSelect extends BoundSelect {

    private final SoftDeletable table;

    private BoundSoftSelect(StatementRunner runner, SoftDeletable table) {
        super(runner, new SelectSpec(table));
        this.table = table;
    }

    /** The live rows, to begin with. */
    public static BoundSoftSelect from(StatementRunner runner, SoftDeletable table) {
        return new BoundSoftSelect(runner, table);
    }

    /** The live and the deleted rows. */
    public BoundSelect withDeleted() {
        return over(table.withDeleted());
    }

    /** The deleted rows alone. */
    public BoundSelect onlyDeleted() {
        return over(table.onlyDeleted());
    }

    /** The rows deleted at that time or later. */
    public BoundSelect deletedSince(Instant from) {
        return over(table.onlyDeleted().since(from));
    }

    /** The rows deleted before that time. */
    public BoundSelect deletedBefore(Instant end) {
        return over(table.onlyDeleted().before(end));
    }

    private BoundSelect over(ScopedTable rows) {
        return BoundSelect.from(runner(), rows);
    }
}
