package dev.holdfast.changelog;

import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Which of a table's keys and indexes can be made when. */
final class Keys {

    private Keys() {}

    /** Those that are asked for, with their names. */
    static Map<Table.Key, String> chosen(Map<Table.Key, String> names, Predicate<Table.Key> wanted) {
        Map<Table.Key, String> some = new LinkedHashMap<>(names);
        some.keySet().removeIf(wanted.negate());
        return some;
    }

    /** Whether PostgreSQL computes one of its columns. */
    static boolean isComputed(Table.Key key) {
        return key.columns().stream().anyMatch(c -> c.metadata().generatedSql() != null);
    }

    private static boolean isOverBlindIndex(Table.Key key) {
        return key.columns().stream().anyMatch(c -> c.metadata().role() == ColumnRole.BLIND_INDEX);
    }

    /** Whether its columns come after the table. */
    static boolean isLate(Table.Key key) {
        return isComputed(key) || isOverBlindIndex(key);
    }

    /** Whether it can be made as soon as there are blind indexes. */
    static boolean comesWithBlindIndexes(Table.Key key) {
        return isOverBlindIndex(key) && !isComputed(key);
    }
}
