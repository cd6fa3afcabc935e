package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.deletion.TableCounts;
import dev.holdfast.table.Table;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keys of rows, by table, each with the deletion that hid it. Grows while it is gathered; used by one thread. */
final class DeletedRows {

    private final Map<Table, Map<List<Object>, @Nullable UUID>> byTable = new LinkedHashMap<>();

    /** Adds a row; false where it is there already. */
    boolean add(Table table, List<Object> key, @Nullable UUID deletion) {
        Map<List<Object>, @Nullable UUID> rows = byTable.computeIfAbsent(table, t -> new LinkedHashMap<>());
        if (rows.containsKey(key)) {
            return false;
        }
        rows.put(key, deletion);
        return true;
    }

    boolean contains(Table table, List<Object> key) {
        return rows(table).containsKey(key);
    }

    Set<Table> tables() {
        return byTable.keySet();
    }

    Collection<List<Object>> keys(Table table) {
        return rows(table).keySet();
    }

    /** The keys with their deletions. */
    Map<List<Object>, @Nullable UUID> rows(Table table) {
        return byTable.getOrDefault(table, Map.of());
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
