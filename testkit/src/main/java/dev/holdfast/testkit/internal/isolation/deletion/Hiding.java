package dev.holdfast.testkit.internal.isolation.deletion;

import dev.holdfast.TenantScope;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A way for a row not to be live: deleted itself, or while a row is deleted that its life is derived from.
 *
 * @param path the references that lead from the row to the one that is deleted; none for itself
 */
record Hiding(Table table, List<Reference> path) {

    /** All ways for a table's rows. */
    static List<Hiding> of(Table table) {
        return of(table, table, List.of());
    }

    private static List<Hiding> of(Table start, Table table, List<Reference> path) {
        List<Hiding> ways = new ArrayList<>();
        if (table.isSoftDeletable()) {
            ways.add(new Hiding(start, path));
        }
        for (Reference reference : table.derivedFrom()) {
            List<Reference> longer = new ArrayList<>(path);
            longer.add(reference);
            ways.addAll(of(start, (Table) reference.to().source(), List.copyOf(longer)));
        }
        return ways;
    }

    boolean isOwn() {
        return path.isEmpty();
    }

    /** An attempt's name, with what was deleted. */
    String named(String attempt) {
        return isOwn()
                ? attempt
                : attempt + ", under " + path.stream().map(r -> r.from().name()).collect(Collectors.joining(" and "));
    }

    /**
     * The row that has to be deleted.
     *
     * @throws Verdict.Untried where the seeded row refers to none
     */
    Seeded target(TenantScope scope, Seeded row) {
        Seeded at = row;
        for (Reference reference : path) {
            Row found = scope.from(at.table()).where(at.condition()).one();
            Object value = found.getOrNull(reference.from());
            if (value == null) {
                throw new Verdict.Untried("the seeded row refers to nothing by "
                        + reference.from().name());
            }
            at = new Seeded((Table) reference.to().source(), Map.<AnyColumn<?>, Object>of(reference.to(), value));
        }
        return at;
    }

    /** Deletes it, and says how many of its table's rows that hid. */
    static long delete(TenantScope scope, Seeded target) {
        return scope.deleteFrom((SoftDeletable) target.table())
                .where(target.condition())
                .execute()
                .count(target.table());
    }
}
