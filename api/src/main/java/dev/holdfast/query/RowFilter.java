package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Source;
import org.jspecify.annotations.Nullable;

/** What stands before every condition on a source: whose rows are meant, and which of them. Neither replaces the other. */
final class RowFilter {

    private RowFilter() {}

    @org.jspecify.annotations.NullUnmarked // null in, null out, as in TenantFilter
    static Condition and(Source source, @Nullable Condition condition, SqlWriter out) {
        return TenantFilter.and(source, LiveFilter.and(source, condition), out);
    }
}
