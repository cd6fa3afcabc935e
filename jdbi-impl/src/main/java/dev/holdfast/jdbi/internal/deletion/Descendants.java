package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Transaction;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Values;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.query.Purge;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.Reference;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows below those of a batch, and which of them must stay. Locks them where they are to go. */
final class Descendants {

    private record Node(Table table, List<Object> key) {}

    private final Transaction tx;
    private final Purge purge;
    private final DueTimes due;
    private final DeletedRows gone;
    private final boolean locking;
    private final Map<Node, List<Node>> children = new HashMap<>();
    private final Map<Node, List<Node>> parents = new HashMap<>();
    private final Set<Node> staying = new HashSet<>();

    /**
     * Nothing as yet.
     *
     * @param gone rows that count as purged already
     */
    Descendants(Transaction tx, Purge purge, DueTimes due, DeletedRows gone) {
        this.tx = tx;
        this.purge = purge;
        this.due = due;
        this.gone = gone;
        this.locking = !purge.dryRun();
    }

    /** Looks at everything below rows that may go themselves. */
    void add(Table table, Collection<List<Object>> keys) {
        List<List<Object>> fresh = new ArrayList<>();
        for (List<Object> key : keys) {
            if (children.putIfAbsent(new Node(table, key), new ArrayList<>()) == null) {
                fresh.add(key);
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        for (Reference reference : tx.schema().referencesTo(table)) {
            if (reference.onDelete() != OnDelete.SET_NULL) {
                addReferring(reference, table, fresh);
            }
        }
    }

    private void addReferring(Reference reference, Table parent, List<List<Object>> parentKeys) {
        Table child = (Table) reference.from().source();
        KeyColumns keys = KeyColumns.of(child, false);
        Selectable<@Nullable Boolean> mayGo =
                PlainSql.expression(SqlTypes.BOOLEAN, "may_go", "{0}", mayGo(reference, child));
        List<Selectable<?>> selected = new ArrayList<>(keys.columns());
        selected.add(reference.from());
        selected.add(mayGo);
        BoundSelect referring = tx.from(child.withHidden())
                .select(selected.toArray(Selectable<?>[]::new))
                .where(KeyColumns.in(List.of(reference.from()), values(reference, parent, parentKeys)));
        List<List<Object>> free = new ArrayList<>();
        for (Row row : (locking ? referring.forUpdate() : referring).list()) {
            List<Object> key = keys.read(row);
            if (gone.contains(child, key)) {
                continue;
            }
            Node node = new Node(child, key);
            Node above = new Node(parent, List.of(Objects.requireNonNull(row.get(reference.from()))));
            Objects.requireNonNull(children.get(above)).add(node);
            parents.computeIfAbsent(node, n -> new ArrayList<>()).add(above);
            if (Boolean.TRUE.equals(row.get(mayGo))) {
                free.add(key);
            } else {
                staying.add(node);
            }
        }
        add(child, free);
    }

    private static List<List<Object>> values(Reference reference, Table parent, List<List<Object>> parentKeys) {
        int at = KeyColumns.of(parent, false).columns().indexOf(reference.to());
        if (at < 0) {
            throw new StatementException(reference.from().qualifiedName() + " refers to another key than "
                    + parent.name() + "'s primary one, so a purge can't tell which rows are below: purge those first");
        }
        return parentKeys.stream().map(key -> List.of(key.get(at))).toList();
    }

    /** Whether a referring row goes with the one that it refers to, as far as it alone decides. */
    private Condition mayGo(Reference reference, Table child) {
        if (!child.isSoftDeletable()) {
            boolean goes = reference.onDelete() == OnDelete.DERIVE || reference.onDelete() == OnDelete.CASCADE;
            return PlainSql.condition(goes ? "true" : "false");
        }
        AnyColumn<@Nullable Instant> deletedAt = ((SoftDeletable) child).deletedAt();
        Condition old = before(deletedAt, due.of(child));
        if (reference.onDelete() == OnDelete.DERIVE && ((SoftDeletable) child).purgeAfter() == null) {
            old = old.or(Condition.of(out -> out.part(deletedAt).append(" is null"))); // hidden with its parent
        }
        Condition held = held(child, purge);
        return Purger.isTrue(held == null ? old : old.and(Purger.isTrue(held).not()));
    }

    static Condition before(AnyColumn<@Nullable Instant> deletedAt, Instant end) {
        var parameter = Values.required(SqlTypes.TIMESTAMPTZ, deletedAt.qualifiedName(), end);
        return Condition.of(out -> out.part(deletedAt).append(" < ").parameter(parameter));
    }

    /** What keeps a row of the table, by its legal hold or by this purge; null for nothing. */
    static @Nullable Condition held(Table table, Purge purge) {
        String hold = ((SoftDeletable) table).legalHold();
        Condition held = hold == null ? null : PlainSql.condition(hold);
        Condition unless = table == purge.table().asTable() ? purge.unless() : null;
        if (held == null || unless == null) {
            return held == null ? unless : held;
        }
        return held.or(unless);
    }

    private Set<Node> blockedNodes() {
        Set<Node> blocked = new HashSet<>(staying);
        Deque<Node> open = new ArrayDeque<>(staying);
        while (!open.isEmpty()) {
            for (Node above : parents.getOrDefault(open.pop(), List.of())) {
                if (blocked.add(above)) {
                    open.add(above);
                }
            }
        }
        return blocked;
    }

    /** How many of these must stay for the sake of rows below them. */
    long blocked(Table table, Collection<List<Object>> roots) {
        Set<Node> blocked = blockedNodes();
        return roots.stream()
                .map(key -> new Node(table, key))
                .filter(blocked::contains)
                .count();
    }

    /** Those of these that may go with all that is below them, and that. */
    DeletedRows whole(Table table, Collection<List<Object>> roots) {
        Set<Node> blocked = blockedNodes();
        DeletedRows whole = new DeletedRows();
        Deque<Node> open = new ArrayDeque<>();
        roots.stream()
                .map(key -> new Node(table, key))
                .filter(node -> !blocked.contains(node))
                .forEach(open::add);
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (!gone.contains(node.table(), node.key()) && whole.add(node.table(), node.key(), null)) {
                open.addAll(children.getOrDefault(node, List.of()));
            }
        }
        return whole;
    }
}
