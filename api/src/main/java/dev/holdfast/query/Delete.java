package dev.holdfast.query;

import dev.holdfast.sql.Audience;
import dev.holdfast.sql.SqlText;
import dev.holdfast.table.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A delete as a value of its own. */
public final class Delete extends ChangeClauses<Delete, Returning> implements Mutation {

    Delete(ChangeSpec spec) {
        super(spec);
    }

    /** A delete; without a condition it is refused. */
    public static Delete from(Table table) {
        return new Delete(ChangeSpec.delete(table));
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
    public String describe() {
        return spec().describe();
    }

    @Override
    public String toString() {
        return toSql();
    }
}
