package dev.holdfast.query;

import dev.holdfast.error.RowDeletedException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.SqlText;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An update as a value of its own. */
@CheckReturnValue
public final class Update extends UpdateClauses<Update, Returning> implements Mutation {

    Update(ChangeSpec spec) {
        super(spec);
    }

    /** An update; without a condition it is refused. */
    public static Update table(Table table) {
        return new Update(ChangeSpec.update(table));
    }

    /** An update of the rows that are meant, {@code Update.rows(ARTICLES.withDeleted())}. */
    public static Update rows(ScopedTable rows) {
        return new Update(ChangeSpec.update(rows));
    }

    @Override
    Update with(ChangeSpec changed) {
        return new Update(changed);
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
