package dev.holdfast.table;

import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All tables of an application: validated together and sealed. Immutable and thread-safe.
 */
public final class Schema {

    private final List<Table> tables;
    private final @Nullable SqlType<?> tenantType;
    private final DerivedNames derived;
    // Worked out when first asked for, since every soft delete and restoration needs them.
    private final Map<Table, List<Reference>> referring = new ConcurrentHashMap<>();
    private final Map<Table, List<Table>> hidden = new ConcurrentHashMap<>();
    private volatile @Nullable List<Table> dependencyOrder;

    private Schema(List<Table> tables) {
        this.tables = tables;
        tables.forEach(Table::seal);
        this.tenantType = commonTenantType(tables);
        this.derived = new DerivedNames(tables);
    }

    /**
     * Validates and seals.
     *
     * @throws SchemaException where two tables have one name, a reference leaves the schema or joins two types, tenant
     *     keys have different types, a table has no columns, a soft deletion couldn't be undone, or a name can't be the
     *     same in PostgreSQL and in a changelog; the message names all that was found
     */
    public static Schema of(Table... tables) {
        Required.each("schema", tables);
        Schema schema = new Schema(List.of(tables));
        List<String> problems = schema.problems();
        if (!problems.isEmpty()) {
            throw new SchemaException("The schema doesn't fit together: " + String.join("; ", problems));
        }
        return schema;
    }

    private static @Nullable SqlType<?> commonTenantType(List<Table> tables) {
        for (Table table : tables) {
            AnyColumn<?> key = table.tenantKey();
            if (key != null) {
                return key.type();
            }
        }
        return null;
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Table table : tables) {
            if (!names.add(table.qualifiedName())) {
                problems.add("table " + table.qualifiedName() + " is registered twice");
            }
            if (table.columns().isEmpty()) {
                problems.add("table " + table.qualifiedName() + " has no columns");
            }
            NameRules.check(table, problems::add);
            RecordingRules.check(table, problems::add);
            checkTenant(table, problems);
            SoftDeleteRules.check(table, problems::add);
            EncryptionRules.check(table, problems::add);
            table.columns().forEach(column -> checkColumn(column, problems));
        }
        problems.addAll(derived.problems());
        return problems;
    }

    private void checkTenant(Table table, List<String> problems) {
        AnyColumn<?> key = table.tenantKey();
        if (key == null || tenantType == null) {
            return;
        }
        switch (key.type().wire()) {
            case BIGINT, UUID, TEXT -> {}
            default ->
                problems.add(key.qualifiedName() + " is " + key.type().name()
                        + ", but a tenant key is bigint, uuid or text");
        }
        if (key.type().wire() != tenantType.wire()) {
            problems.add(key.qualifiedName() + " is " + key.type().name() + ", but other tenant keys are "
                    + tenantType.name());
        }
        if (key.isNullable()) {
            problems.add(key.qualifiedName() + " is nullable, but every row has a tenant");
        }
    }

    private void checkColumn(AnyColumn<?> column, List<String> problems) {
        if (column.isPrimaryKey() && column.isNullable()) {
            problems.add(column.qualifiedName() + " is both primary key and nullable");
        }
        Wire wire = column.type().wire();
        if (column.role() == ColumnRole.VERSION
                && wire != Wire.SMALLINT
                && wire != Wire.INTEGER
                && wire != Wire.BIGINT) {
            problems.add(column.qualifiedName() + " is a version, which is a whole number");
        }
        boolean stamp = column.role() == ColumnRole.CREATED || column.role() == ColumnRole.UPDATED;
        if (stamp && wire != Wire.TIMESTAMPTZ && wire != Wire.TIMESTAMP && wire != Wire.DATE) {
            problems.add(column.qualifiedName() + " (" + column.type().name() + ") is a stamp, which is a timestamptz,"
                    + " timestamp or date");
        }
        Reference reference = column.reference();
        if (reference == null) {
            return;
        }
        AnyColumn<?> to = reference.to();
        if (!tables.contains(to.source())) {
            problems.add(column.qualifiedName() + " refers to " + to.qualifiedName()
                    + ", whose table isn't registered: register it too");
        }
        if (to.type().wire() != column.type().wire()) {
            problems.add(column.qualifiedName() + " (" + column.type().name() + ") refers to " + to.qualifiedName()
                    + " (" + to.type().name() + ")");
        }
        if (to.isPrimaryKey() && !to.isUnique() && to.source().primaryKey().size() > 1) {
            problems.add(column.qualifiedName() + " refers to " + to.qualifiedName()
                    + ", which is only a part of the primary key");
        } else if (!to.isPrimaryKey() && !to.isUnique()) {
            problems.add(column.qualifiedName() + " refers to " + to.qualifiedName()
                    + ", which is neither primary key nor unique");
        }
        if (to.source().tenantKey() != null && column.source().tenantKey() == null) {
            problems.add(column.qualifiedName() + " refers to the tenant-owned " + to.qualifiedName()
                    + " from a table without a tenant");
        }
        if (reference.onDelete() == OnDelete.SET_NULL && !column.isNullable()) {
            problems.add(column.qualifiedName() + " is set to null on delete but isn't nullable");
        }
    }

    /** The tables in the order given. */
    public List<Table> tables() {
        return tables;
    }

    /** The tables that belong to tenants. */
    public List<Table> tenantOwned() {
        return tables.stream().filter(t -> t.tenantKey() != null).toList();
    }

    /** The tables whose rows are hidden when they are deleted. */
    public List<Table> softDeletable() {
        return tables.stream().filter(Table::isSoftDeletable).toList();
    }

    /** The references to a table, from all tables, itself included. */
    public List<Reference> referencesTo(Table target) {
        return referring.computeIfAbsent(target, this::findReferencesTo);
    }

    private List<Reference> findReferencesTo(Table target) {
        return tables.stream()
                .flatMap(table -> table.columns().stream())
                .map(AnyColumn::reference)
                .filter(reference -> reference != null && reference.to().source() == target)
                .map(java.util.Objects::requireNonNull)
                .toList();
    }

    /** The tables whose rows a deletion in this one may hide: itself first, then those that its deletions cascade to. */
    public List<Table> hiddenWith(Table table) {
        return hidden.computeIfAbsent(table, this::findHiddenWith);
    }

    private List<Table> findHiddenWith(Table table) {
        Set<Table> found = new LinkedHashSet<>(List.of(table));
        Deque<Table> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (Reference reference : referencesTo(open.pop())) {
                Table child = (Table) reference.from().source();
                if (reference.onDelete() == OnDelete.CASCADE && child.isSoftDeletable() && found.add(child)) {
                    open.add(child);
                }
            }
        }
        return List.copyOf(found);
    }

    /** The table of that name, with or without its schema. */
    public Optional<Table> table(String name) {
        return tables.stream()
                .filter(t -> t.name().equals(name) || t.qualifiedName().equals(name))
                .findFirst();
    }

    /** The type of the tenant keys; null where no table belongs to a tenant. */
    public @Nullable SqlType<?> tenantType() {
        return tenantType;
    }

    /** The tables so that each comes behind those it refers to, as far as they don't refer to each other in a ring. */
    public List<Table> inDependencyOrder() {
        List<Table> known = dependencyOrder;
        if (known == null) {
            known = findDependencyOrder();
            dependencyOrder = known;
        }
        return known;
    }

    private List<Table> findDependencyOrder() {
        List<Table> ordered = new ArrayList<>();
        Map<Table, Boolean> visited = new HashMap<>();
        tables.forEach(table -> visit(table, visited, ordered));
        return List.copyOf(ordered);
    }

    private void visit(Table table, Map<Table, Boolean> visited, List<Table> ordered) {
        if (visited.putIfAbsent(table, true) != null) {
            return;
        }
        for (AnyColumn<?> column : table.columns()) {
            Reference reference = column.reference();
            if (reference != null && reference.to().source() instanceof Table target && tables.contains(target)) {
                visit(target, visited, ordered);
            }
        }
        ordered.add(table);
    }

    /** What PostgreSQL calls a table's primary key where the schema's changelog made it. */
    public String primaryKeyName(Table table) {
        return derived.primaryKey(table);
    }

    /**
     * A table's unique keys and indexes, those over one column too, and what PostgreSQL calls each where the schema's
     * changelog made it. The primary key isn't among them, nor are the indexes that come with a blind index.
     */
    public Map<Table.Key, String> keyNames(Table table) {
        return derived.keys(table);
    }
}
