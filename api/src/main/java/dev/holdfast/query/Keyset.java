package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Paging by the sort values of the last row seen, instead of by an offset: the next page costs what the first did, and
 * rows that come or go meanwhile don't shift it. The method is known as keyset or seek pagination (Markus Winand, "We
 * need tool support for keyset pagination").
 */
final class Keyset {

    private Keyset() {}

    static Parameter number(String label, long value) {
        return Values.required(SqlTypes.BIGINT, label, value);
    }

    /**
     * The order made total by the primary keys, so that equal sort values are neither repeated nor lost: by those of the
     * joined sources too, since a join may repeat the root's row.
     */
    static SelectSpec withTotalOrder(SelectSpec spec) {
        if (spec.orderBy.isEmpty()) {
            throw new StatementException("page() and after() need an order: call orderBy(…)");
        }
        if (!spec.groupBy.isEmpty() || spec.distinct || !spec.unions.isEmpty()) {
            throw new StatementException("page() and after() need rows of a table: put the group by, distinct or union"
                    + " into a Cte and page over that with limit and offset");
        }
        List<Ordering> total = new ArrayList<>(spec.orderBy);
        boolean descending = total.get(total.size() - 1).descending();
        for (Source source : spec.sources()) {
            for (AnyColumn<?> key : source.primaryKey()) {
                if (total.stream().noneMatch(o -> o.expression().equals(key))) {
                    OrderedExpression<?> ordered = ordered(key);
                    total.add(descending ? ordered.desc() : ordered.asc());
                }
            }
        }
        return spec.edit(s -> s.orderBy = List.copyOf(total));
    }

    /** A key is unique within its tenant: over several tenants the order is total only with the tenant in it. */
    static void requireTenantInOrder(SelectSpec spec, Audience audience) {
        AnyColumn<?> tenant = spec.root.tenantKey();
        if (audience == Audience.ALL_TENANTS
                && tenant != null
                && spec.orderBy.stream().noneMatch(o -> o.expression().equals(tenant))) {
            throw new StatementException(
                    "A page across tenants could lose rows whose keys are equal in two tenants: add "
                            + tenant.qualifiedName() + " to orderBy(…)");
        }
    }

    private static OrderedExpression<?> ordered(AnyColumn<?> key) {
        if (key instanceof OrderedExpression<?> ordered) {
            return ordered;
        }
        throw new StatementException("page() and after() order by the primary key at last, and " + key.qualifiedName()
                + " has no order: page by limit and offset");
    }

    static List<Selectable<?>> keys(SelectSpec spec) {
        return spec.orderBy.stream().<Selectable<?>>map(Ordering::expression).toList();
    }

    /** Of the order and its source, so that a cursor of another query is refused. */
    static String fingerprint(SelectSpec spec) {
        SqlWriter out = SqlWriter.alone(Audience.ALL_TENANTS);
        spec.root.writeSource(out);
        out.append(" ").parts(spec.orderBy, ", ");
        return Integer.toHexString(out.toText().sql().hashCode());
    }

    /** The cursor turned into a condition. */
    static SelectSpec withAfter(SelectSpec spec) {
        SelectSpec total = withTotalOrder(spec);
        Cursor cursor = java.util.Objects.requireNonNull(spec.after);
        List<@Nullable Object> values = cursor.valuesFor(fingerprint(total), keys(total));
        Condition behind = new KeysetPosition(total, values).behind();
        return total.edit(s -> {
            s.after = null;
            s.where = s.where == null ? behind : s.where.and(behind);
        });
    }
}
