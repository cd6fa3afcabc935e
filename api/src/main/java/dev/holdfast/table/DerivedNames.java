package dev.holdfast.table;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.IndexNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names of what a changelog makes beside its tables. Tables, indexes and views of a PostgreSQL schema share one space of
 * names: where two would meet, a key's or an index's gives way and gets a hash; what Holdfast's changes name by themselves can't.
 */
final class DerivedNames {

    static final String FOREIGN_KEY = "_fkey";
    static final String LIVE = "_live";

    private final List<String> problems = new ArrayList<>();
    /** What has each name already, by schema and name. */
    private final Map<List<@Nullable String>, String> taken = new HashMap<>();
    /** By table, then by what is named: a key, or for the primary key its columns. */
    private final Map<Table, Map<Object, String>> chosen = new HashMap<>();

    DerivedNames(List<Table> tables) {
        tables.forEach(table -> take(table, table.name(), "table " + table.qualifiedName()));
        tables.forEach(this::takeFixed);
        tables.forEach(this::choose);
    }

    /** What can't be named. */
    List<String> problems() {
        return problems;
    }

    String primaryKey(Table table) {
        return name(table, table.primaryKey());
    }

    /** The unique keys and indexes with their names. */
    Map<Table.Key, String> keys(Table table) {
        Map<Table.Key, String> names = new LinkedHashMap<>();
        allKeys(table).forEach(key -> names.put(key, name(table, key)));
        return Collections.unmodifiableMap(names);
    }

    private String name(Table table, Object named) {
        return Objects.requireNonNull(Objects.requireNonNull(chosen.get(table)).get(named), "derived name");
    }

    /** The name of the foreign key that {@code enableTenancy} adds. */
    static String tenantForeignKey(Source table) {
        return Identifiers.derived(List.of(table.name()), "_tenant_fkey", Identifiers.MAX_BYTES);
    }

    /** The names that Holdfast's changes give. */
    private void takeFixed(Table table) {
        String name = table.name();
        if (table.tenantKey() != null && table.primaryKey().isEmpty()) {
            takeIndex(table, IndexNames.ofTenant(name), "the tenant");
        }
        if (table.isSoftDeletable()) {
            take(table, name + LIVE, "the view of live rows of " + table.qualifiedName());
            takeIndex(table, IndexNames.ofDeletions(name), "deletions");
            takeIndex(table, IndexNames.ofDeletedRows(name), "deleted rows");
        }
        for (BlindIndexColumn index : table.blindIndexes()) {
            boolean unique = index.metadata().isUnique();
            takeIndex(table, IndexNames.ofHashes(name, index.name(), unique, table.isSoftDeletable()), index.name());
        }
        table.columns().stream()
                .map(column -> column.metadata().reference())
                .filter(Objects::nonNull)
                .forEach(reference -> takeReference(table, Objects.requireNonNull(reference)));
    }

    private void takeReference(Table table, Reference reference) {
        if (!(reference.to().source() instanceof Table target)) {
            return;
        }
        String from = reference.from().name();
        if (target.isSoftDeletable()) {
            takeIndex(table, IndexNames.ofSoftReference(table.name(), from), from);
            if (reference.onDelete() == OnDelete.RESTRICT || reference.onDelete() == OnDelete.CASCADE) {
                String to = reference.to().name();
                takeIndex(target, IndexNames.ofLiveTarget(target.name(), to), "live " + to);
            }
        } else if (target.tenantKey() != null) {
            takeIndex(table, IndexNames.ofReference(table.name(), from), from);
        }
    }

    private void takeIndex(Table table, String name, String over) {
        take(table, name, "the index over " + over + " of table " + table.qualifiedName());
    }

    /** The same thing may ask for its name again: references share the index of what they refer to. */
    private void take(Table table, String name, String by) {
        String other = taken.putIfAbsent(place(table, name), by);
        if (other != null && !other.equals(by)) {
            problems.add(other + " and " + by + " would both have the name " + name
                    + ": rename one of the tables or columns");
        }
    }

    private static List<@Nullable String> place(Table table, String name) {
        List<@Nullable String> place = new ArrayList<>();
        place.add(table.schemaName());
        place.add(name);
        return place;
    }

    private void choose(Table table) {
        Map<Object, String> names = new LinkedHashMap<>();
        chosen.put(table, names);
        if (!table.primaryKey().isEmpty()) {
            choose(table, table.primaryKey(), "_pkey", List.of(), names);
        }
        for (Table.Key key : allKeys(table)) {
            choose(table, key, key.unique() ? "_key" : "_idx", key.columns(), names);
        }
    }

    private void choose(
            Table table, Object named, String suffix, List<AnyColumn<?>> columns, Map<Object, String> names) {
        List<String> parts = new ArrayList<>();
        parts.add(table.name());
        columns.forEach(column -> parts.add(column.name()));
        String name = Identifiers.derived(parts, suffix, Identifiers.MAX_BYTES);
        String over = columns.stream().map(AnyColumn::name).collect(Collectors.joining(", "));
        String by = "the " + suffix.substring(1) + " over " + over + " of table " + table.qualifiedName();
        if (names.containsKey(named)) {
            problems.add(by + " is declared twice: leave one out");
            return;
        }
        if (taken.containsKey(place(table, name))) {
            name = Identifiers.derivedWithHash(parts, suffix, Identifiers.MAX_BYTES);
        }
        take(table, name, by);
        names.put(named, name);
    }

    /** Those of one column, too; but not those of blind indexes, which come with them. */
    private static List<Table.Key> allKeys(Table table) {
        List<Table.Key> keys = new ArrayList<>(table.keys());
        for (AnyColumn<?> column : table.columns()) {
            if (column.metadata().isUnique() && column.type().protection() == null) {
                keys.add(new Table.Key(true, List.of(column)));
            }
        }
        return keys;
    }
}
