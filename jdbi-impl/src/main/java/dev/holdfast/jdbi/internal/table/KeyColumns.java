package dev.holdfast.jdbi.internal.table;

import dev.holdfast.deletion.RowKey;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * By which columns rows of a table are told apart: the primary key, and the tenant where rows of several are seen.
 * A key is the list of their values.
 */
public record KeyColumns(Table table, List<AnyColumn<?>> columns) {

    /** The columns that tell a table's rows apart, with the tenant first where rows of several are seen. */
    public static KeyColumns of(Table table, boolean acrossTenants) {
        List<AnyColumn<?>> columns = new ArrayList<>();
        AnyColumn<?> tenant = table.tenantKey();
        if (acrossTenants && tenant != null) {
            columns.add(tenant);
        }
        table.primaryKey().stream().filter(column -> !column.equals(tenant)).forEach(columns::add);
        return new KeyColumns(table, List.copyOf(columns));
    }

    /** The key in a row. */
    public List<Object> read(Row row) {
        return values(row, columns);
    }

    /** What a row has in these columns, which are never null in it. */
    public static List<Object> values(Row row, List<AnyColumn<?>> columns) {
        List<Object> key = new ArrayList<>(columns.size());
        columns.forEach(column -> key.add(Objects.requireNonNull(row.get(column))));
        return List.copyOf(key);
    }

    /** That the columns, as they are seen in a statement, are one of the keys. */
    public static Condition in(List<? extends AnyColumn<?>> seenAs, Collection<List<Object>> keys) {
        List<Parameter> arrays = arrays(seenAs, keys);
        if (seenAs.size() == 1) {
            return Condition.of(out -> out.part(seenAs.get(0))
                    .append(" = any (")
                    .parameter(arrays.get(0))
                    .append(")"));
        }
        return Condition.of(out -> out.append("(")
                .parts(seenAs, ", ")
                .append(") in (select * from unnest(")
                .list(arrays, ", ", SqlWriter::parameter)
                .append("))"));
    }

    /** One array for each column. */
    public static List<Parameter> arrays(List<? extends AnyColumn<?>> columns, Collection<List<Object>> keys) {
        List<Parameter> arrays = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            int at = i;
            AnyColumn<?> column = columns.get(i);
            arrays.add(Values.array(
                    column.type(),
                    column.qualifiedName(),
                    keys.stream().map(key -> key.get(at)).toList()));
        }
        return arrays;
    }

    /** A key for an answer to the user. */
    public RowKey describe(List<Object> key) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i).name(), key.get(i));
        }
        return new RowKey(table.qualifiedName(), values);
    }
}
