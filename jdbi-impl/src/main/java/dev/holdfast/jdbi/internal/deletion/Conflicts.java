package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Session;
import dev.holdfast.deletion.Conflict;
import dev.holdfast.expression.Condition;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds every reason why rows can't be live again: deleted parents, values that are taken. */
final class Conflicts {

    private final Session session;
    private final DeletedRowFinder finder;

    Conflicts(Session session, DeletedRowFinder finder) {
        this.session = session;
        this.finder = finder;
    }

    List<Conflict> of(DeletedRows rows) {
        List<Conflict> conflicts = new ArrayList<>();
        for (Table table : session.schema().inDependencyOrder()) {
            Collection<List<Object>> keys = rows.keys(table);
            if (!keys.isEmpty()) {
                addDeletedParents(table, rows, conflicts);
                table.uniqueKeys().forEach(unique -> addTakenValues(table, unique, keys, conflicts));
            }
        }
        return conflicts;
    }

    private void addDeletedParents(Table table, DeletedRows rows, List<Conflict> conflicts) {
        for (Reference reference : DeletedRowFinder.parents(table)) {
            Table parent = (Table) reference.to().source();
            for (DeletedRowFinder.Pair pair : finder.deletedParents(table, reference, rows.keys(table))) {
                if (!rows.contains(parent, pair.other())) {
                    conflicts.add(new Conflict.ParentDeleted(
                            finder.keys(table).describe(pair.row()),
                            reference.from().name(),
                            finder.keys(parent).describe(pair.other())));
                }
            }
        }
    }

    /** By live rows, and by rows that are to be restored as well. */
    private void addTakenValues(
            Table table, List<AnyColumn<?>> unique, Collection<List<Object>> keys, List<Conflict> conflicts) {
        SoftDeletable soft = (SoftDeletable) table;
        ScopedTable gone = soft.onlyDeleted().alias("gone");
        Condition wanted = KeyColumns.in(DeletedRowFinder.seenAs(gone, finder.keys(table)), keys);
        ScopedTable taken = table.withHidden().alias("taken"); // by its own stamp, as the unique index counts
        Condition live =
                Condition.of(out -> out.part(taken.of(soft.deletedAt())).append(" is null"));
        List<DeletedRowFinder.Pair> found =
                new ArrayList<>(finder.sameValues(table, unique, gone, taken, wanted.and(live)));
        ScopedTable other = soft.onlyDeleted().alias("other");
        List<AnyColumn<?>> goneKey = DeletedRowFinder.seenAs(gone, finder.keys(table));
        List<AnyColumn<?>> otherKey = DeletedRowFinder.seenAs(other, finder.keys(table));
        Condition later = Condition.of(out -> out.append("(")
                .parts(goneKey, ", ")
                .append(") > (")
                .parts(otherKey, ", ")
                .append(")"));
        found.addAll(finder.sameValues(
                table,
                unique,
                gone,
                other,
                wanted.and(KeyColumns.in(otherKey, keys)).and(later)));
        for (DeletedRowFinder.Pair pair : found) {
            conflicts.add(new Conflict.UniqueConflict(
                    finder.keys(table).describe(pair.row()),
                    unique.stream().map(AnyColumn::name).toList(),
                    finder.keys(table).describe(pair.other())));
        }
    }
}
