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
        Condition filter = Condition.of(w -> {
            w.part(key).append(" = ");
            writeTenant(key, w);
        });
        return condition == null ? filter : filter.and(condition);
    }

    /**
     * Writes the session's tenant. Versions are read by plans for a tenant like others: by one for this very tenant, of which
     * the statistics may know nothing yet, each index would seem as good, and a tenant be read once for each of its rows.
     */
    static void writeTenant(AnyColumn<?> key, SqlWriter out) {
        if (out.moment() == null) {
            out.parameter(parameter(key));
        } else {
            out.append("(select ").parameter(parameter(key)).append(")");
        }
    }

    static Parameter parameter(AnyColumn<?> key) {
        return Parameter.tenant(key.type(), key.qualifiedName());
    }
}
