package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last version of one key; without a subquery's own order of keys, so that it is one step down an index.
 *
 * @param checkedWhereNone whether the moment is checked only where no version is found, which for a statement that reads nothing else saves
 *     a third of the cost
 */
record ReadByKey(Table table, @Nullable AnyColumn<?> tenant, List<SqlPart> values, boolean checkedWhereNone)
        implements Reading {

    @Override
    public void writeSource(Source source, SqlWriter out) {
        Versions versions = new Versions(table, out.called(new Generated(out.generatedName("version_"))), out);
        if (checkedWhereNone) {
            out.append("(select) as ")
                    .identifier(out.called(new Generated(out.generatedName("one_"))))
                    .append(" left join ");
        }
        out.append("lateral (");
        if (checkedWhereNone) {
            versions.writeUncheckedSelect("", true, out);
        } else {
            versions.writeSelect("", true, out);
        }
        AnyColumn<?> tenantKey = table.tenantKey();
        if (tenantKey != null) {
            out.append(" and ").append(versions.column(tenantKey)).append(" = ");
            if (tenant == null) {
                TenantFilter.writeTenant(tenantKey, out);
            } else {
                out.part(tenant);
            }
        }
        for (int i = 0; i < values.size(); i++) {
            out.append(" and ")
                    .append(versions.column(table.primaryKey().get(i)))
                    .append(" = ")
                    .part(values.get(i));
        }
        out.append(" order by ").append(versions.called()).append(".holdfast_sequence desc limit 1) as ");
        out.identifier(out.called(source.base())).append(checkedWhereNone ? " on true" : "");
    }

    /** The key and the tenant needn't be compared again: what comes of a query one row at most would seem to be none. */
    @Override
    public Condition and(Source source, @Nullable Condition condition, SqlWriter out) {
        Condition rest = condition;
        for (int i = 0; rest != null && i < values.size(); i++) {
            rest = rest.withoutEqual(source.primaryKey().get(i), values.get(i));
        }
        if (table.tenantKey() != null) {
            out.touchTenantTable();
        }
        Condition there = Versions.andThere(source, rest);
        if (!checkedWhereNone) {
            return there;
        }
        Versions versions = new Versions(table, out.called(source.base()), out);
        // In this order: nothing may be asked of a row that isn't there, and then be silent of why it isn't.
        return Condition.of(w -> {
            w.append("case when ").identifier(w.called(source.base())).append(".holdfast_sequence is null then not ");
            versions.writeSeldomCheck(w);
            w.append(" else ").part(there).append(" end");
        });
    }

    @Override
    public Condition there(Source source, @Nullable Condition condition) {
        return Versions.isNot("holdfast_gone", source, condition);
    }
}
