package dev.holdfast.query;

import dev.holdfast.error.RowDeletedException;
import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.SqlText;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delete as a value of its own; a soft one where the table is soft-deletable. */
@CheckReturnValue
public final class Delete extends ChangeClauses<Delete, Returning> implements Mutation {

    Delete(ChangeSpec spec) {
        super(spec);
    }

    /** A delete; without a condition it is refused. */
    public static Delete from(Table table) {
        return new Delete(ChangeSpec.delete(table));
    }

    /** A delete of rows that are hidden with their parents too, {@code Delete.rows(TAGS.withHidden())}; never a soft one. */
    public static Delete rows(ScopedTable rows) {
        return new Delete(ChangeSpec.delete(rows));
    }

    /** The same soft delete under an id. */
    Delete as(UUID deletionId) {
        if (!spec().table().isSoftDeletable()) {
            throw new StatementException("Table " + spec().table().name()
                    + " isn't soft-deletable, and its rows go for good: use execute(mutation), which counts them");
        }
        return new Delete(spec().as(deletionId));
    }

    /** The query that runs it and counts what it hid in these tables, in one round trip. */
    DeletionQuery counted(List<Table> tables) {
        return new DeletionQuery(spec(), java.util.Objects.requireNonNull(spec().deletionId()), tables);
    }

    @Override
    Delete with(ChangeSpec changed) {
        return new Delete(changed);
    }

    @Override
    Returning returned(Returning returning) {
        return returning;
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        return spec().texts(audience, List.of());
    }

    @Override
    public @Nullable VersionCheck versionCheck() {
        return spec().versionCheck();
    }

    @Override
    public @Nullable SelectQuery<RowDeletedException> deletedCheck() {
        return spec().deletedCheck();
    }

    @Override
    public String describe() {
        return spec().describe();
    }

    @Override
    public String toString() {
        return toSql();
    }
}
