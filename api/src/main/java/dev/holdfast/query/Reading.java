package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Ordering;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.DecryptedColumn;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a statement reads a source: as it is now, or as of its moment, in the way that costs least. Whatever the way, the source
 * has its rows and its name, and what stands around it is the same.
 */
sealed interface Reading {

    /** Writes what stands behind {@code from}. */
    void writeSource(Source source, SqlWriter out);

    /** The condition, and what is to be true besides so that there was such a row. */
    @org.jspecify.annotations.NullUnmarked // null in, null out, as in TenantFilter
    default Condition there(Source source, @Nullable Condition condition) {
        return condition;
    }

    /** The condition, behind that the row is the session's and one that is meant. */
    @org.jspecify.annotations.NullUnmarked // null in, null out, as in TenantFilter
    default Condition and(Source source, @Nullable Condition condition, SqlWriter out) {
        return RowFilter.and(source, there(source, condition), out);
    }

    /** Whether the rows come in the order that the statement asks for, which it mustn't ask for again. */
    default boolean isOrdered() {
        return false;
    }

    /** As the children of a row. */
    static Reading ofChildren(Source source, SqlWriter out) {
        Table table = readAsOf(source, out);
        return table == null ? new Now() : new Latest(table, true);
    }

    /** As the one row, or none, that has this key. */
    static Reading byKey(Source source, AnyColumn<?> key, SqlPart value, SqlWriter out, @Nullable AnyColumn<?> tenant) {
        Table table = readAsOf(source, out);
        if (table == null) {
            return new Now();
        }
        boolean isKey = table.primaryKey().equals(List.of(key)) && (table.tenantKey() == null) == (tenant == null);
        return isKey ? new ByKey(table, tenant, List.of(value)) : new Latest(table, false);
    }

    /** As the first source of a select. */
    static Reading ofRoot(SelectSpec spec, SqlWriter out) {
        Table table = readAsOf(spec.root, out);
        if (table == null) {
            return new Now();
        }
        List<SqlPart> key = spec.where == null ? List.of() : keyIn(spec.where, spec.root, table, List.of(), out);
        if (!key.isEmpty()) {
            return new ByKey(table, null, key);
        }
        return KeyOrder.isOrderOf(spec, table, out)
                ? new KeyOrder(table, spec.root, spec.orderBy.get(0).descending())
                : new Latest(table, spec.limit != null);
    }

    /**
     * As a joined source.
     *
     * @param before the sources that stand before it
     */
    static Reading ofJoined(SelectSpec spec, SelectSpec.Join join, List<Source> before, SqlWriter out) {
        Table table = readAsOf(join.source(), out);
        if (table == null) {
            return new Now();
        }
        List<SqlPart> key = spec.limit == null ? List.of() : keyIn(join.on(), join.source(), table, before, out);
        return key.isEmpty() ? new Latest(table, spec.limit != null) : new ByKey(table, null, key);
    }

    /** The table whose versions are read; null where the source is read as it is. */
    private static @Nullable Table readAsOf(Source source, SqlWriter out) {
        if (out.moment() == null) {
            return null;
        }
        Source base = source.base();
        Table table = base instanceof Alias alias ? alias.table() : base instanceof Table own ? own : null;
        if (table == null) {
            if (base instanceof Cte || base instanceof SubselectTable) {
                return null; // its queries read as of the moment
            }
            throw new StatementException("'" + source.name()
                    + "' is no table and no query of the DSL, so that it can't be read" + " as of a moment");
        }
        if (out.momentOf(table) == null) {
            return null;
        }
        if (!table.isHistorical()) {
            throw new StatementException(
                    "Table " + table.name() + " has no history, and can't be read as of a moment: run"
                            + " enableHistory on it and declare it as Historical, or say withCurrent(…) to read it as it is now");
        }
        return table;
    }

    /** What the key's columns must equal by the condition, as far as it can be said before the source; else empty. */
    private static List<SqlPart> keyIn(
            Condition condition, Source source, Table table, List<Source> before, SqlWriter out) {
        if (out.audience() == Audience.ALL_TENANTS && table.tenantKey() != null) {
            return List.of(); // each tenant may have the key
        }
        Set<Source> known = before.stream().map(Source::base).collect(Collectors.toSet());
        List<SqlPart> values = new ArrayList<>();
        for (AnyColumn<?> key : source.primaryKey()) {
            SqlPart value = valueOf(key, condition, known);
            if (value == null) {
                return List.of();
            }
            values.add(value);
        }
        return values;
    }

    private static @Nullable SqlPart valueOf(AnyColumn<?> key, Condition condition, Set<Source> known) {
        Parameter parameter = condition.valueOf(key);
        if (parameter != null) {
            return out -> out.parameter(parameter);
        }
        return condition.equalTo(key).stream()
                .filter(part -> part instanceof AnyColumn<?> column && known.contains(column.source()))
                .findFirst()
                .orElse(null);
    }

    /** As it is now, or a query, which reads as of the moment by itself. */
    record Now() implements Reading {

        @Override
        public void writeSource(Source source, SqlWriter out) {
            source.writeSource(out);
        }
    }

    /**
     * The versions that have no later one. Where few are wanted each is looked up by itself: the planner would rather read a
     * tenant's versions from end to end once more.
     */
    record Latest(Table table, boolean few) implements Reading {

        @Override
        public void writeSource(Source source, SqlWriter out) {
            Versions versions = new Versions(table, "version", out);
            Versions later = new Versions(table, "later", out);
            out.append("(");
            versions.writeSelect("", out);
            out.append(" and not version.holdfast_gone and not exists (select from ");
            later.writeSource(out);
            out.append(" where ");
            later.writeSameKey(versions, out);
            out.append(" and later.holdfast_sequence > version.holdfast_sequence and ");
            later.writeKnown(out);
            out.append(few ? " offset 0" : "").append(")) as ").identifier(out.called(source.base()));
        }
    }

    /** The last version of one key; without a subquery's own order of keys, so that it is one step down an index. */
    record ByKey(Table table, @Nullable AnyColumn<?> tenant, List<SqlPart> values) implements Reading {

        @Override
        public void writeSource(Source source, SqlWriter out) {
            Versions versions = new Versions(table, out.called(new Generated(out.generatedName("version_"))), out);
            out.append("lateral (");
            versions.writeSelect("", out);
            AnyColumn<?> tenantKey = table.tenantKey();
            if (tenantKey != null) {
                out.append(" and ").append(versions.column(tenantKey)).append(" = ");
                if (tenant == null) {
                    out.parameter(TenantFilter.parameter(tenantKey));
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
            out.identifier(out.called(source.base()));
        }

        @Override
        public Condition there(Source source, @Nullable Condition condition) {
            return Versions.isNot("holdfast_gone", source, condition);
        }
    }

    /**
     * The last version of each key, in the order of the keys, as far as rows are asked for. One more {@code order by} around it
     * would have all of them read first, so there is none: what lies between is one scan that keeps the order.
     */
    record KeyOrder(Table table, Source root, boolean descending) implements Reading {

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
            versions.writeSelect("distinct on (" + String.join(", ", versions.key()) + ") ", out);
            out.append(" order by ");
            versions.key().forEach(key -> out.append(key).append(direction).append(", "));
            out.append("version.holdfast_sequence desc) as ").identifier(out.called(source.base()));
        }

        @Override
        public Condition and(Source source, @Nullable Condition condition, SqlWriter out) {
            boolean live = source == source.base() && table.isSoftDeletable();
            Condition there = Versions.isNot(live ? "holdfast_hidden" : "holdfast_gone", source, condition);
            return live ? TenantFilter.and(source, there, out) : RowFilter.and(source, there, out);
        }

        @Override
        public boolean isOrdered() {
            return true;
        }
    }
}
