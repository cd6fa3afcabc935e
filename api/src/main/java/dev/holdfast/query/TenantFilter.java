package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Source;
import org.jspecify.annotations.Nullable;

/** The first fence: each tenant-owned source is filtered by the session's tenant, which also lets an index serve. */
final class TenantFilter {

    private TenantFilter() {}

    /** The condition with the filter before it, as far as the source has a tenant and the audience is one. */
    @org.jspecify.annotations.NullUnmarked // null in, null out: a condition given is a condition returned
    static Condition and(Source source, @Nullable Condition condition, SqlWriter out) {
        AnyColumn<?> key = source.tenantKey();
        if (key == null) {
            return condition;
        }
        out.touchTenantTable();
        if (out.audience() == Audience.ALL_TENANTS) {
            return condition;
        }
        Condition filter = Condition.of(w -> w.part(key).append(" = ").parameter(parameter(key)));
        return condition == null ? filter : filter.and(condition);
    }

    static Parameter parameter(AnyColumn<?> key) {
        return Parameter.tenant(key.type(), key.qualifiedName());
    }
}
