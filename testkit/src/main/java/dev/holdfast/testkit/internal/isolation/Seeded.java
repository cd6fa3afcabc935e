package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expression;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.query.Row;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.TestkitException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The key of a row that a seeder stored. */
public record Seeded(Table table, Map<AnyColumn<?>, Object> key) {

    public static Seeded of(Table table, Object returned) {
        Map<AnyColumn<?>, Object> key = new LinkedHashMap<>();
        List<AnyColumn<?>> columns = table.primaryKey();
        if (returned instanceof Row row) {
            for (AnyColumn<?> column : columns.isEmpty() ? table.columns() : columns) {
                Object value = row.getOrNull(column);
                if (value != null && column instanceof Expression<?> && column != table.tenantKey()) {
                    key.put(column, value);
                }
            }
        } else if (returned instanceof Map<?, ?> map) {
            map.forEach((column, value) -> key.put((AnyColumn<?>) column, value));
        } else if (columns.size() == 1) {
            key.put(columns.get(0), returned);
        }
        key.remove(table.tenantKey());
        if (key.isEmpty() || !key.keySet().containsAll(withoutTenant(table))) {
            throw new TestkitException(
                    "the seeder of table " + table,
                    "it returned a " + returned.getClass().getSimpleName() + ", which doesn't say the primary key "
                            + columns.stream().map(AnyColumn::name).toList(),
                    "Return the value where the key is one column, else a Map of columns to values or the Row inserted");
        }
        return new Seeded(table, key);
    }

    private static List<AnyColumn<?>> withoutTenant(Table table) {
        List<AnyColumn<?>> columns = new ArrayList<>(table.primaryKey());
        columns.remove(table.tenantKey());
        return columns;
    }

    public Condition condition() {
        return Condition.allOf(key.entrySet().stream()
                .map(e -> equal(e.getKey(), e.getValue()))
                .toList());
    }

    public Condition condition(Alias alias) {
        return Condition.allOf(key.entrySet().stream()
                .map(e -> equal(alias.of(e.getKey()), e.getValue()))
                .toList());
    }

    @SuppressWarnings("unchecked") // the value came from this column
    public static Condition equal(AnyColumn<?> column, Object value) {
        if (!(column instanceof Expression<?>)) {
            throw new TestkitException(
                    "the seeder of table " + column.source().name(),
                    "its key has " + column.name() + ", which can't be compared",
                    "Leave it out");
        }
        return ((Expression<Object>) column).eq(value);
    }

    /** The condition with a mark for each of {@link #values()}. */
    public String sql(String qualifier) {
        return key.keySet().stream()
                .map(c -> qualifier + "." + Identifiers.quoted(c.name()) + " = " + Texts.mark(c))
                .collect(Collectors.joining(" and "));
    }

    /** The row as a session sees it, with what changes on every update; null where it doesn't. */
    public @Nullable String state(SqlSession sql) throws SQLException {
        List<@Nullable String> found = sql.texts(
                "select t.xmin::text || ' ' || md5(t::text) from " + Columns.nameOf(table) + " as t where " + sql("t"),
                values());
        return found.isEmpty() ? null : found.get(0);
    }

    public String[] values() {
        return key.entrySet().stream()
                .map(e -> Texts.of(e.getKey().type(), e.getValue()))
                .toArray(String[]::new);
    }

    @Override
    public String toString() {
        return "Seeded[" + table + "]";
    }
}
