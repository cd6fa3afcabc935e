package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.deletion.TableCounts;
import dev.holdfast.table.Table;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys of rows, by table. Grows while it is gathered; used by one thread. */
final class DeletedRows {

    private final Map<Table, Set<List<Object>>> byTable = new LinkedHashMap<>();

    /** Adds a row; false where it is there already. */
    boolean add(Table table, List<Object> key) {
        return byTable.computeIfAbsent(table, t -> new LinkedHashSet<>()).add(key);
    }

    boolean contains(Table table, List<Object> key) {
        Set<List<Object>> keys = byTable.get(table);
        return keys != null && keys.contains(key);
    }

    Set<Table> tables() {
        return byTable.keySet();
    }

    Collection<List<Object>> keys(Table table) {
        return byTable.getOrDefault(table, Set.of());
    }

    boolean isEmpty() {
        return byTable.isEmpty();
    }

    TableCounts counts(Collection<Table> order) {
        Map<String, Long> counts = new LinkedHashMap<>();
        order.forEach(
                table -> counts.put(table.qualifiedName(), (long) keys(table).size()));
        return new TableCounts(counts);
    }
}
