package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Session;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Audience;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.query.Restoration;
import dev.holdfast.query.RestoreQuery;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.Reference;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the deleted rows that a restoration is about, by their keys. Used by one thread. */
final class DeletedRowFinder {

    /** A deleted row and a row that it refers to, or one that has its values. */
    record Pair(List<Object> row, List<Object> other) {}

    /** A row, and the deletion that hid it. */
    record Hidden(List<Object> key, @Nullable UUID deletion) {}

    private final Session session;
    private final Audience audience;
    private final Map<Table, KeyColumns> keys = new HashMap<>();

    DeletedRowFinder(Session session, Audience audience) {
        this.session = session;
        this.audience = audience;
    }

    KeyColumns keys(Table table) {
        return keys.computeIfAbsent(table, t -> KeyColumns.of(t, audience == Audience.ALL_TENANTS));
    }

    DeletedRows of(Restoration asked) {
        DeletedRows rows = new DeletedRows();
        UUID deletion = asked.deletionId();
        if (deletion != null) {
            for (Table table : tables(session, audience, asked)) {
                SoftDeletable soft = (SoftDeletable) table;
                find(soft, RestoreQuery.hiddenBy(table, deletion)).forEach(row -> rows.add(table, row.key(), deletion));
            }
        } else {
            SoftDeletable soft = Objects.requireNonNull(asked.table());
            Condition deleted = soft.deletedAt().isNotNull();
            Condition where = asked.where() == null ? deleted : asked.where().and(deleted);
            addWithWhatWentAlong(soft.asTable(), find(soft, where), rows);
        }
        if (asked.withParents()) {
            addParents(rows);
        }
        return rows;
    }

    private List<Hidden> find(SoftDeletable soft, Condition where) {
        KeyColumns of = keys(soft.asTable());
        return session.from(soft.onlyDeleted())
                .select(and(of.columns(), soft.deletionId()))
                .where(where)
                .map(row -> new Hidden(of.read(row), row.getOrNull(soft.deletionId())))
                .list();
    }

    private void addWithWhatWentAlong(Table table, List<Hidden> found, DeletedRows rows) {
        List<List<Object>> fresh = new ArrayList<>();
        for (Hidden row : found) {
            if (rows.add(table, row.key(), row.deletion())) {
                fresh.add(row.key());
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        for (Reference reference : session.schema().referencesTo(table)) {
            Table child = (Table) reference.from().source();
            if (reference.onDelete() == OnDelete.CASCADE && child.isSoftDeletable()) {
                addWithWhatWentAlong(child, below(reference, child, table, fresh), rows);
            }
        }
    }

    /** The rows that refer to one of these, and were hidden by the same deletion. */
    private List<Hidden> below(Reference reference, Table child, Table parent, Collection<List<Object>> parentKeys) {
        SoftDeletable soft = (SoftDeletable) child;
        ScopedTable hidden = ((SoftDeletable) parent).onlyDeleted().alias(otherThan(child, "hidden_parent"));
        AnyColumn<?> deletion = hidden.of(((SoftDeletable) parent).deletionId());
        KeyColumns of = keys(child);
        return session.from(soft.onlyDeleted())
                .select(and(of.columns(), soft.deletionId()))
                .join(
                        hidden,
                        linked(reference, reference.from(), hidden.of(reference.to()), child, hidden)
                                .and(equal(deletion, soft.deletionId())))
                .where(KeyColumns.in(seenAs(hidden, keys(parent)), parentKeys)
                        .and(KeyColumns.in(List.of(reference.from()), values(reference, parent, parentKeys))))
                .map(row -> new Hidden(of.read(row), row.getOrNull(soft.deletionId())))
                .list();
    }

    /** What the children's link can hold: said twice, so that its index serves whatever the statistics are. */
    private List<List<Object>> values(Reference reference, Table parent, Collection<List<Object>> parentKeys) {
        int at = keys(parent).columns().indexOf(reference.to());
        return parentKeys.stream().map(key -> List.of(key.get(at))).toList();
    }

    private void addParents(DeletedRows rows) {
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Table table : List.copyOf(rows.tables())) {
                for (Reference reference : parents(table)) {
                    Table parent = (Table) reference.to().source();
                    for (Pair pair : deletedParents(table, reference, rows.keys(table))) {
                        grown |= addParent(parent, pair.other(), rows);
                    }
                }
            }
        }
    }

    private boolean addParent(Table parent, List<Object> key, DeletedRows rows) {
        if (rows.contains(parent, key)) {
            return false;
        }
        SoftDeletable soft = (SoftDeletable) parent;
        List<Hidden> found = find(
                soft,
                KeyColumns.in(keys(parent).columns(), List.of(key))
                        .and(soft.deletedAt().isNotNull()));
        found.forEach(row -> rows.add(parent, row.key(), row.deletion()));
        return !found.isEmpty();
    }

    /** The references that PostgreSQL holds to live rows. */
    static List<Reference> parents(Table table) {
        return table.columns().stream()
                .map(column -> column.metadata().reference())
                .filter(r -> r != null
                        && (r.onDelete() == OnDelete.RESTRICT || r.onDelete() == OnDelete.CASCADE)
                        && r.to().source() instanceof Table target
                        && target.isSoftDeletable())
                .map(Objects::requireNonNull)
                .toList();
    }

    /** Each of these rows with the deleted row that it refers to. */
    List<Pair> deletedParents(Table child, Reference reference, Collection<List<Object>> childKeys) {
        Table parent = (Table) reference.to().source();
        ScopedTable gone = ((SoftDeletable) parent).onlyDeleted().alias(otherThan(child, "gone_parent"));
        List<AnyColumn<?>> parentColumns = seenAs(gone, keys(parent));
        List<AnyColumn<?>> childColumns = keys(child).columns();
        return session.from(((SoftDeletable) child).onlyDeleted())
                .select(both(childColumns, parentColumns))
                .join(gone, linked(reference, reference.from(), gone.of(reference.to()), child, gone))
                .where(KeyColumns.in(childColumns, childKeys)
                        .and(gone.of(((SoftDeletable) parent).deletedAt()).isNotNull()))
                .map(row -> pair(row, childColumns, parentColumns))
                .list();
    }

    private static Pair pair(Row row, List<AnyColumn<?>> first, List<AnyColumn<?>> second) {
        return new Pair(KeyColumns.values(row, first), KeyColumns.values(row, second));
    }

    /** Each of these rows with another one that has the same values of a unique key. */
    List<Pair> sameValues(
            Table table, List<AnyColumn<?>> unique, ScopedTable first, ScopedTable second, Condition where) {
        List<AnyColumn<?>> firstColumns = seenAs(first, keys(table));
        List<AnyColumn<?>> secondColumns = seenAs(second, keys(table));
        Condition same = tenantsEqual(first.tenantKey(), second.tenantKey());
        for (AnyColumn<?> column : unique) {
            same = same.and(equal(first.of(column), second.of(column)));
        }
        return session.from(first)
                .select(both(firstColumns, secondColumns))
                .join(second, same)
                .where(where)
                .map(row -> pair(row, firstColumns, secondColumns))
                .list();
    }

    static List<AnyColumn<?>> seenAs(ScopedTable source, KeyColumns keys) {
        return keys.columns().stream().<AnyColumn<?>>map(source::of).toList();
    }

    /** An alias that isn't the name of the table that it is joined to. */
    private static String otherThan(Table table, String alias) {
        return table.name().equals(alias) ? alias + "_" : alias;
    }

    private static AnyColumn<?>[] and(List<AnyColumn<?>> columns, AnyColumn<?> more) {
        return both(columns, List.of(more));
    }

    private static AnyColumn<?>[] both(List<AnyColumn<?>> first, List<AnyColumn<?>> second) {
        List<AnyColumn<?>> all = new ArrayList<>(first);
        all.addAll(second);
        return all.toArray(AnyColumn<?>[]::new);
    }

    private static Condition linked(
            Reference reference, AnyColumn<?> from, AnyColumn<?> to, Table child, ScopedTable parent) {
        return tenantsEqual(child.tenantKey(), parent.tenantKey()).and(equal(from, to));
    }

    private static Condition tenantsEqual(@Nullable AnyColumn<?> one, @Nullable AnyColumn<?> other) {
        return one == null || other == null ? Condition.allOf(List.of()) : equal(one, other);
    }

    static Condition equal(AnyColumn<?> one, AnyColumn<?> other) {
        return Condition.of(out -> out.part(one).append(" = ").part(other));
    }

    /** The tables in which rows of a deletion may lie, parents first. */
    static List<Table> tables(Session session, Audience audience, Restoration asked) {
        return session.schema().inDependencyOrder().stream()
                .filter(Table::isSoftDeletable)
                .filter(table -> audience != Audience.NO_TENANT || table.tenantKey() == null)
                .filter(table -> asked.tables().isEmpty() || asked.tables().contains(table.qualifiedName()))
                .toList();
    }
}
