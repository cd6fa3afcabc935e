package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Transaction;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.Values;
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
final class Below {

    private record Node(Table table, List<Object> key) {}

    private final Transaction tx;
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
    Below(Transaction tx, DueTimes due, DeletedRows gone, boolean locking) {
        this.tx = tx;
        this.due = due;
        this.gone = gone;
        this.locking = locking;
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
        Keys keys = Keys.of(child, false);
        Selectable<@Nullable Boolean> mayGo =
                PlainSql.expression(SqlTypes.BOOLEAN, "may_go", "{0}", mayGo(reference, child));
        List<Selectable<?>> selected = new ArrayList<>(keys.columns());
        selected.add(reference.from());
        selected.add(mayGo);
        BoundSelect referring = tx.from(child.withHidden())
                .select(selected.toArray(Selectable<?>[]::new))
                .where(Keys.in(List.of(reference.from()), parentKeys));
        List<List<Object>> free = new ArrayList<>();
        for (Row row : (locking ? referring.forUpdate() : referring).list()) {
            List<Object> key = keys.read(row, keys.columns());
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

    /** Whether a referring row goes with the one that it refers to, as far as it alone decides. */
    private Condition mayGo(Reference reference, Table child) {
        if (!child.isSoftDeletable()) {
            return PlainSql.condition(reference.onDelete() == OnDelete.DERIVE ? "true" : "false");
        }
        AnyColumn<@Nullable Instant> deletedAt = ((SoftDeletable) child).deletedAt();
        Condition old = before(deletedAt, due.of(child));
        Condition held = held(child);
        return Purger.isTrue(held == null ? old : old.and(Purger.isTrue(held).not()));
    }

    static Condition before(AnyColumn<@Nullable Instant> deletedAt, Instant end) {
        var parameter = Values.required(SqlTypes.TIMESTAMPTZ, deletedAt.qualifiedName(), end);
        return Condition.of(out -> out.part(deletedAt).append(" < ").parameter(parameter));
    }

    /** The table's legal hold; null where it has none. */
    static @Nullable Condition held(Table table) {
        String hold = ((SoftDeletable) table).legalHold();
        return hold == null ? null : PlainSql.condition(hold);
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
            if (!gone.contains(node.table(), node.key()) && whole.add(node.table(), node.key())) {
                open.addAll(children.getOrDefault(node, List.of()));
            }
        }
        return whole;
    }
}
