package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.sql.Moment;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a statement reads a source: as it is now, or as of its moment, in the way that costs least. Whatever the way, the source
 * has its rows and its name, and what stands around it is the same.
 */
sealed interface Reading permits ReadNow, ReadLatest, ReadByKey, ReadInKeyOrder {

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
        return table == null ? new ReadNow() : new ReadLatest(table, true);
    }

    /** As the one row, or none, that has this key. */
    static Reading byKey(Source source, AnyColumn<?> key, SqlPart value, SqlWriter out, @Nullable AnyColumn<?> tenant) {
        Table table = readAsOf(source, out);
        if (table == null) {
            return new ReadNow();
        }
        boolean isKey = table.primaryKey().equals(List.of(key)) && (table.tenantKey() == null) == (tenant == null);
        return isKey ? new ReadByKey(table, tenant, List.of(value), false) : new ReadLatest(table, false);
    }

    /** As the first source of a select. */
    static Reading ofRoot(SelectSpec spec, SqlWriter out) {
        Table table = readAsOf(spec.root, out);
        if (table == null) {
            return new ReadNow();
        }
        List<SqlPart> key = spec.where == null ? List.of() : keyIn(spec.where, spec.root, table, List.of(), out);
        if (!key.isEmpty()) {
            boolean alone = spec.joins.isEmpty() && spec.includes.isEmpty();
            Moment moment = Objects.requireNonNull(out.momentOf(table));
            return new ReadByKey(table, null, key, alone && moment.isCheckedWhereNone());
        }
        return ReadInKeyOrder.isOrderOf(spec, table, out)
                ? new ReadInKeyOrder(table, spec.orderBy.get(0).descending())
                : new ReadLatest(table, spec.limit != null);
    }

    /**
     * As a joined source.
     *
     * @param before the sources that stand before it
     */
    static Reading ofJoined(SelectSpec spec, SelectSpec.Join join, List<Source> before, SqlWriter out) {
        Table table = readAsOf(join.source(), out);
        if (table == null) {
            return new ReadNow();
        }
        List<SqlPart> key = spec.limit == null ? List.of() : keyIn(join.on(), join.source(), table, before, out);
        return key.isEmpty() ? new ReadLatest(table, spec.limit != null) : new ReadByKey(table, null, key, false);
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
}
