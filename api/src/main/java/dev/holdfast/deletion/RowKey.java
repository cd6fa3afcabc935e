package dev.holdfast.deletion;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which row of which table.
 *
 * @param table the table's name, with its schema where it has one
 * @param values the primary key's columns and their values; the tenant's too where rows of several tenants are seen
 */
public record RowKey(String table, Map<String, Object> values) {

    public RowKey {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The table and the columns, not the values. */
    @Override
    public String toString() {
        return table + values.keySet();
    }

    /** The value of a key of one column. */
    public Object value() {
        if (values.size() != 1) {
            throw new IllegalStateException("The key of " + table + " has the columns " + values.keySet());
        }
        return values.values().iterator().next();
    }
}
