package dev.holdfast.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What must hold so that deletions can be soft, complete, and undone. */
final class SoftDeleteRules {

    /** Room for the suffixes of what is made beside a table, below PostgreSQL's 63 bytes. */
    private static final int LONGEST_NAME = 50;

    private SoftDeleteRules() {}

    static void check(Table table, Consumer<String> problem) {
        if (table.isSoftDeletable()) {
            checkTable(table, problem);
        }
        for (AnyColumn<?> column : table.columns()) {
            Reference reference = column.reference();
            if (reference != null && reference.to().source() instanceof Table target) {
                if (target.isSoftDeletable()) {
                    checkSoftReference(table, target, reference, problem);
                } else {
                    checkHardReference(table, reference, problem);
                }
            }
        }
    }

    private static void checkTable(Table table, Consumer<String> problem) {
        if (table.primaryKey().isEmpty()) {
            problem.accept("table " + table.qualifiedName()
                    + " is soft-deletable and has no primary key, by which its rows are restored and purged");
        }
        if (table.name().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            problem.accept(
                    "table " + table.qualifiedName() + " is soft-deletable and its name has more than " + LONGEST_NAME
                            + " bytes, which leaves no room for " + table.name() + "_live and its kin: shorten it");
        }
        for (AnyColumn<?> column : table.columns()) {
            if (DeletionStamps.RESERVED.contains(column.name())) {
                problem.accept(column.qualifiedName()
                        + " has the name of a column that SoftDeletable adds by itself: leave it out, or rename it");
            }
        }
        if (purgesAtOnce(table)) {
            problem.accept("table " + table.qualifiedName() + " has a purgeAfter() that isn't positive");
        }
        if (derivesFromItself(table)) {
            problem.accept(
                    "table " + table.qualifiedName()
                            + " derives its rows' life from itself, in a ring of DERIVE references: use CASCADE for one of them");
        }
    }

    private static boolean purgesAtOnce(Table table) {
        var after = ((SoftDeletable) table).purgeAfter();
        return after != null
                && (after.months() < 0
                        || after.days() < 0
                        || after.microseconds() < 0
                        || (after.months() == 0 && after.days() == 0 && after.microseconds() == 0));
    }

    private static void checkSoftReference(Table table, Table target, Reference reference, Consumer<String> problem) {
        String from = reference.from().qualifiedName();
        if (!reference.to().isPrimaryKey()) {
            problem.accept(from + " refers to " + reference.to().qualifiedName()
                    + ", which is unique among live rows only: refer to the primary key");
        }
        boolean needsLive = reference.onDelete() == OnDelete.RESTRICT || reference.onDelete() == OnDelete.CASCADE;
        if (needsLive && !target.derivedFrom().isEmpty()) {
            problem.accept(from + " says " + reference.onDelete() + ", but rows of " + target.name()
                    + " are hidden with rows of another table too (DERIVE), of which no key knows: use DERIVE or KEEP");
        }
        switch (reference.onDelete()) {
            case SET_NULL ->
                problem.accept(from + " is set to null when a row of " + target.name()
                        + " is deleted, which restoring it couldn't undo: use KEEP");
            case CASCADE -> {
                if (!table.isSoftDeletable()) {
                    problem.accept(from + " cascades, but rows of " + table.name()
                            + " can't be hidden: let it implement SoftDeletable, or use DERIVE");
                } else if (target.tenantKey() == null && table.tenantKey() != null) {
                    problem.accept(from + " cascades from " + target.name()
                            + ", which belongs to no tenant, into every tenant's rows: use RESTRICT, KEEP or DERIVE");
                }
            }
            case RESTRICT, KEEP, DERIVE -> {}
        }
    }

    private static void checkHardReference(Table table, Reference reference, Consumer<String> problem) {
        String from = reference.from().qualifiedName();
        switch (reference.onDelete()) {
            case KEEP, DERIVE ->
                problem.accept(
                        from + " says " + reference.onDelete() + ", but the rows of "
                                + reference.to().source().name()
                                + " are deleted for good: let it implement SoftDeletable, or use RESTRICT, CASCADE or SET_NULL");
            case CASCADE -> {
                if (table.isSoftDeletable()) {
                    problem.accept(
                            from + " cascades from " + reference.to().source().name()
                                    + ", whose rows are deleted for good, and PostgreSQL refuses that for a soft-deletable table:"
                                    + " let it implement SoftDeletable too, or use RESTRICT or SET_NULL");
                }
            }
            case RESTRICT, SET_NULL -> {}
        }
    }

    private static boolean derivesFromItself(Table start) {
        Set<Table> seen = new HashSet<>();
        Deque<Table> open = new ArrayDeque<>(derivedFrom(start));
        while (!open.isEmpty()) {
            Table next = open.pop();
            if (next == start) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(derivedFrom(next));
            }
        }
        return false;
    }

    private static List<Table> derivedFrom(Table table) {
        return table.columns().stream()
                .map(AnyColumn::reference)
                .filter(r -> r != null && r.onDelete() == OnDelete.DERIVE)
                .map(r -> java.util.Objects.requireNonNull(r).to().source())
                .filter(Table.class::isInstance)
                .map(Table.class::cast)
                .toList();
    }
}
