package dev.holdfast.deletion;

import dev.holdfast.table.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Numbers of rows by table. Immutable; tables without rows aren't in it.
 *
 * @param byTable by the tables' names, with their schemas where they have one, in an order that puts parents first
 */
public record TableCounts(Map<String, Long> byTable) {

    /** Nothing of no table. */
    public static final TableCounts NONE = new TableCounts(Map.of());

    public TableCounts {
        Map<String, Long> copy = new LinkedHashMap<>();
        byTable.forEach((table, count) -> {
            if (count > 0) {
                copy.put(table, count);
            }
        });
        byTable = Collections.unmodifiableMap(copy);
    }

    /** How many rows of a table. */
    public long of(Table table) {
        return byTable.getOrDefault(table.qualifiedName(), 0L);
    }

    /** How many rows in all. */
    public long total() {
        return byTable.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Such as {@code 1 authors, 12 commits}. */
    @Override
    public String toString() {
        return byTable.isEmpty()
                ? "nothing"
                : byTable.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
    }
}
