package dev.holdfast.testkit.internal.isolation.deletion;

import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.expression.Expressions.exists;

import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expression;
import dev.holdfast.expression.Selectable;
import dev.holdfast.query.Cte;
import dev.holdfast.query.Include;
import dev.holdfast.query.Row;
import dev.holdfast.query.Select;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Reading a row that isn't live, by Holdfast's statements. */
final class HiddenReads {

    private HiddenReads() {}

    static List<Attempt<Hidden>> attempts(Table table) {
        List<Attempt<Hidden>> attempts = new ArrayList<>(List.of(
                Attempt.dsl(
                        "read by key",
                        h -> Hidden.unseen(h.scope()
                                .from(h.table())
                                .where(h.row().condition())
                                .list()
                                .size())),
                Attempt.dsl(
                        "read all", h -> h.unseenAmong(h.scope().from(h.table()).list())),
                Attempt.dsl(
                        "count",
                        h -> Hidden.unseen(h.scope()
                                .from(h.table())
                                .where(h.row().condition())
                                .count())),
                Attempt.dsl(
                        "exists",
                        h -> Hidden.unseen(
                                h.scope()
                                                .from(h.table())
                                                .where(h.row().condition())
                                                .exists()
                                        ? 1
                                        : 0)),
                Attempt.dsl("join", HiddenReads::join),
                Attempt.dsl("join to others", HiddenReads::joinToOthers),
                Attempt.dsl("left join", HiddenReads::leftJoin),
                Attempt.dsl("left join to others", HiddenReads::leftJoinToOthers),
                Attempt.dsl("subquery", HiddenReads::subquery),
                Attempt.dsl("aggregate", HiddenReads::aggregate),
                Attempt.dsl("common table expression", HiddenReads::cte),
                Attempt.dsl("union", HiddenReads::union),
                Attempt.dsl("page", HiddenReads::page),
                Attempt.dsl("stream", HiddenReads::stream),
                Attempt.dsl(
                        "lock",
                        h -> Hidden.unseen(h.scope().inTransaction(tx -> (long) tx.from(h.table())
                                .where(h.row().condition())
                                .forUpdate()
                                .list()
                                .size())))));
        table.columns().stream()
                .map(column -> column.metadata().reference())
                .filter(reference -> reference != null && reference.from() instanceof Column<?>)
                .map(Objects::requireNonNull)
                .forEach(reference -> attempts.add(
                        Attempt.dsl("include by " + reference.from().name(), h -> include(h, reference))));
        return attempts;
    }

    private static Alias other(Hidden h) {
        return h.table().alias("other");
    }

    private static Verdict join(Hidden h) {
        Alias other = other(h);
        return Hidden.unseen(h.scope()
                .from(h.table())
                .join(other, h.row().condition(other))
                .where(h.live().condition())
                .count());
    }

    private static Verdict joinToOthers(Hidden h) {
        Alias other = other(h);
        return Hidden.unseen(h.scope()
                .from(h.table())
                .join(other, h.live().condition(other))
                .where(h.row().condition())
                .count());
    }

    /** The filter has to stand in the join's condition: in the query's it would take the live row along. */
    private static Verdict leftJoin(Hidden h) {
        Alias other = other(h);
        AnyColumn<?> theirs = other.of(h.key().keySet().iterator().next());
        List<Row> rows = h.scope()
                .from(h.table())
                .leftJoin(other, h.row().condition(other))
                .where(h.live().condition())
                .select(theirs)
                .list();
        return rows.isEmpty()
                ? Verdict.breached("the live row it was joined to is gone")
                : Hidden.unseen(rows.stream()
                        .filter(row -> row.getOrNull(theirs) != null)
                        .count());
    }

    private static Verdict leftJoinToOthers(Hidden h) {
        Alias other = other(h);
        return Hidden.unseen(h.scope()
                .from(h.table())
                .leftJoin(other, h.live().condition(other))
                .where(h.row().condition())
                .count());
    }

    private static Verdict subquery(Hidden h) {
        Alias other = other(h);
        return Hidden.unseen(h.scope()
                .from(h.table())
                .where(h.live()
                        .condition()
                        .and(exists(Select.from(other).where(h.row().condition(other)))))
                .count());
    }

    private static Verdict aggregate(Hidden h) {
        Expression<?>[] key = h.key().keySet().toArray(Expression<?>[]::new);
        List<AnyColumn<?>> selected = List.copyOf(h.key().keySet());
        List<Selectable<?>> values = new ArrayList<>(selected);
        values.add(count());
        return h.unseenAmong(h.scope()
                .from(h.table())
                .select(values.toArray(Selectable<?>[]::new))
                .groupBy(key)
                .list());
    }

    private static Verdict cte(Hidden h) {
        Cte all = Cte.of("all_rows", Select.from(h.table()).where(h.row().condition()));
        return Hidden.unseen(h.scope().from(all).count());
    }

    private static Verdict union(Hidden h) {
        Selectable<?>[] key = h.key().keySet().toArray(Selectable<?>[]::new);
        Condition hidden = h.row().condition();
        Select second = Select.from(h.table()).select(key).where(hidden);
        return Hidden.unseen(h.scope()
                .from(h.table())
                .select(key)
                .where(hidden)
                .unionAll(second)
                .list()
                .size());
    }

    private static Verdict page(Hidden h) {
        OrderedColumn<?> by = h.key().keySet().stream()
                .filter(OrderedColumn.class::isInstance)
                .map(column -> (OrderedColumn<?>) column)
                .findFirst()
                .orElseThrow(() -> new Verdict.Untried("nothing in the key has an order"));
        return Hidden.unseen(h.scope()
                .from(h.table())
                .where(h.row().condition())
                .orderBy(by.asc())
                .limit(10)
                .page()
                .items()
                .size());
    }

    private static Verdict stream(Hidden h) {
        try (Stream<Row> rows = h.scope().from(h.table()).stream()) {
            return h.unseenAmong(rows.toList());
        }
    }

    /** As a child of the row that it refers to, whether that one is deleted or not. */
    private static Verdict include(Hidden h, Reference reference) {
        Object value = h.stored().getOrNull(reference.from());
        if (value == null) {
            return Verdict.notTried(
                    "the seeded row refers to nothing by " + reference.from().name());
        }
        Table parent = (Table) reference.to().source();
        if (parent.equals(h.table())) {
            return Verdict.notTried("its parents are of its own table");
        }
        Source parents = parent instanceof SoftDeletable soft ? soft.withDeleted() : parent;
        Include children = Include.children((Column<?>) reference.from());
        List<Row> found = h.scope()
                .from(parents)
                .where(Seeded.equal(reference.to(), value))
                .include(children)
                .list();
        return found.isEmpty()
                ? Verdict.notTried("the row that it refers to can't be found")
                : Hidden.unseen(found.stream()
                        .mapToLong(row -> h.among(row.get(children)))
                        .sum());
    }
}
