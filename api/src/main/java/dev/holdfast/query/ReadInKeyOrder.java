package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Ordering;
import dev.holdfast.internal.Audience;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.DecryptedColumn;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last version of each key, in the order of the keys, as far as rows are asked for. One more {@code order by} around it
 * would have all of them read first, so there is none: what lies between is one scan that keeps the order.
 */
record ReadInKeyOrder(Table table, boolean descending) implements Reading {

    static boolean isOrderOf(SelectSpec spec, Table table, SqlWriter out) {
        boolean plain = spec.limit != null
                && !spec.orderBy.isEmpty()
                && spec.joins.isEmpty()
                && spec.includes.isEmpty()
                && spec.unions.isEmpty()
                && !spec.distinct
                && spec.groupBy.isEmpty()
                && spec.having == null
                && table.derivedFrom().isEmpty()
                && spec.selected.stream().allMatch(s -> s instanceof AnyColumn || s instanceof DecryptedColumn);
        return plain && isByKey(spec, out) && isWithoutQueries(spec.where, out);
    }

    private static boolean isByKey(SelectSpec spec, SqlWriter out) {
        List<AnyColumn<?>> key = new ArrayList<>(spec.root.primaryKey());
        AnyColumn<?> tenant = spec.root.tenantKey();
        if (tenant != null
                && (out.audience() == Audience.ALL_TENANTS
                        || spec.orderBy.get(0).expression().equals(tenant))) {
            key.add(0, tenant);
        }
        boolean descending = spec.orderBy.get(0).descending();
        for (int i = 0; i < spec.orderBy.size(); i++) {
            Ordering by = spec.orderBy.get(i);
            if (i >= key.size()
                    || by.descending() != descending
                    || !by.expression().equals(key.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A query in the condition may become a join, which keeps no order. */
    private static boolean isWithoutQueries(@Nullable Condition where, SqlWriter out) {
        if (where == null) {
            return true;
        }
        SqlWriter alone = SqlWriter.alone(out.audience());
        try {
            alone.part(where);
        } catch (StatementException e) {
            return false; // it is more than a condition on this row
        }
        return !alone.hasQueries();
    }

    @Override
    public void writeSource(Source source, SqlWriter out) {
        Versions versions = new Versions(table, "version", out);
        String direction = descending ? " desc" : "";
        out.append("(");
        versions.writeSelect("distinct on (" + String.join(", ", versions.key()) + ") ", true, out);
        out.append(" order by ");
        versions.key().forEach(key -> out.append(key).append(direction).append(", "));
        out.append("version.holdfast_sequence desc) as ").identifier(out.called(source.base()));
    }

    @Override
    public Condition and(Source source, @Nullable Condition condition, SqlWriter out) {
        return TenantFilter.and(source, Versions.andThere(source, condition), out);
    }

    @Override
    public boolean isOrdered() {
        return true;
    }
}
