package dev.holdfast.jdbi.names;

import static dev.holdfast.expression.Expressions.exists;
import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.expression.Expressions.notExists;
import static dev.holdfast.expression.Expressions.scalar;

import dev.holdfast.expression.Condition;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.names.Memory.Entry;
import dev.holdfast.jdbi.names.Memory.Meant;
import dev.holdfast.jdbi.names.Memory.Seen;
import dev.holdfast.jdbi.names.Namesakes.Rows;
import dev.holdfast.query.Cte;
import dev.holdfast.query.Select;
import dev.holdfast.table.Alias;
import dev.holdfast.table.DerivedSource;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Source;
import dev.holdfast.table.TextColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes random queries twice: as statements, and as what they mean in memory. Their names are few, so that they meet. */
final class Statements {

    private static final List<String> NAMES = List.of(
            "t",
            "gone",
            "parent_1",
            "parent_2",
            "excluded",
            "restored_1",
            "other",
            "taken",
            "live_row",
            "children_1",
            "t_2",
            "child",
            "hidden_parent",
            "gone_parent");

    /** A condition and its meaning; null for unknown. */
    record Asked(Condition condition, Function<@Nullable Seen, @Nullable Boolean> meaning) {

        boolean isTrue(@Nullable Seen seen) {
            return Boolean.TRUE.equals(meaning.apply(seen));
        }
    }

    /**
     * A source, its columns and its rows.
     *
     * @param key what its columns belong to
     * @param rows in the surroundings of the query that it stands in
     */
    record Placed(
            Source source,
            Source key,
            OrderedColumn<Integer> id,
            OrderedColumn<@Nullable Integer> ref,
            TextColumn<String> label,
            Function<@Nullable Seen, List<Entry>> rows) {}

    /** A query, and what it finds. */
    record Query(Select select, Placed root, Function<@Nullable Seen, List<Entry>> found) {}

    /** A value that PostgreSQL computes for each row. */
    record Computed(
            OrderedExpression<@Nullable Integer> expression, Function<@Nullable Seen, @Nullable Integer> meaning) {}

    private final Memory memory;
    private final Random random;

    Statements(Memory memory, Random random) {
        this.memory = memory;
        this.random = random;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    Placed table(Rows table) {
        return new Placed(table, table, table.id, table.ref, table.label, seen -> memory.rows(table, Meant.LIVE));
    }

    private Placed source(int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> table(any(Namesakes.ALL));
            case 1, 2 -> alias(any(Namesakes.ALL));
            case 3 -> scoped(any(Namesakes.ALL));
            case 4 -> derived(query(depth - 1, List.of(), false), true);
            default -> derived(query(depth - 1, List.of(), false), false);
        };
    }

    private Placed alias(Rows table) {
        Alias alias = table.alias(any(NAMES));
        return new Placed(
                alias,
                alias,
                alias.of(table.id),
                alias.of(table.ref),
                alias.of(table.label),
                seen -> memory.rows(table, Meant.LIVE));
    }

    private Placed scoped(Rows table) {
        boolean deleted = table instanceof SoftDeletable && random.nextBoolean();
        var scoped = deleted ? ((SoftDeletable) table).onlyDeleted() : table.withHidden();
        return new Placed(
                scoped,
                table,
                table.id,
                table.ref,
                table.label,
                seen -> memory.rows(table, deleted ? Meant.DELETED : Meant.ALL));
    }

    private Placed derived(Query query, boolean asTable) {
        Placed root = query.root();
        Select select = query.select().select(root.id(), root.ref(), root.label());
        DerivedSource source = asTable ? select.asTable(any(NAMES)) : Cte.of(any(NAMES), select);
        return new Placed(
                source,
                source,
                source.of(root.id()),
                source.of(root.ref()),
                source.of(root.label()),
                seen -> query.found().apply(null));
    }

    /** A query; rows of the root, each as often as the join gives it. */
    Query query(int depth, List<Placed> around, boolean correlated) {
        Placed root = source(depth);
        List<Placed> own = new ArrayList<>(List.of(root));
        Select select = Select.from(root.source());
        List<Asked> on = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            Placed joined = source(0);
            own.add(joined);
            Asked link = comparison(List.of(joined), List.of(root));
            on.add(link);
            select = select.join(joined.source(), link.condition());
        }
        List<Placed> seen = new ArrayList<>(own);
        seen.addAll(around);
        Asked where = correlated && !around.isEmpty()
                ? both(comparison(own, around), condition(depth, seen))
                : condition(depth, seen);
        on.add(where);
        Function<@Nullable Seen, List<Entry>> found = outer -> {
            List<Entry> result = new ArrayList<>();
            for (Seen inner : combined(own, outer)) {
                if (on.stream().allMatch(asked -> asked.isTrue(inner))) {
                    result.add(Seen.of(inner, root.key()));
                }
            }
            return result;
        };
        return new Query(select.where(where.condition()), root, found);
    }

    private static List<Seen> combined(List<Placed> own, @Nullable Seen outer) {
        List<Seen> all = new ArrayList<>();
        for (Entry first : own.get(0).rows().apply(outer)) {
            Seen root = new Seen(own.get(0).key(), first, outer);
            if (own.size() == 1) {
                all.add(root);
            } else {
                own.get(1)
                        .rows()
                        .apply(outer)
                        .forEach(entry -> all.add(new Seen(own.get(1).key(), entry, root)));
            }
        }
        return all;
    }

    Asked condition(int depth, List<Placed> seen) {
        return switch (random.nextInt(depth > 0 ? 11 : 5)) {
            case 0, 1 -> comparison(seen, seen);
            case 2 -> constant(seen);
            case 3 -> isNull(seen);
            case 4 -> negated(constant(seen));
            case 5 -> either(condition(depth - 1, seen), condition(depth - 1, seen));
            case 6 -> existence(query(depth - 1, seen, random.nextInt(8) > 0));
            case 7 -> membership(any(seen), query(depth - 1, seen, random.nextBoolean()));
            case 8 -> ofEither(query(depth - 1, seen, true), query(depth - 1, seen, random.nextBoolean()));
            case 9 -> written(any(seen), any(seen));
            default -> greatest(any(seen), query(depth - 1, seen, random.nextInt(4) > 0));
        };
    }

    private Asked comparison(List<Placed> left, List<Placed> right) {
        Placed one = any(left);
        Placed other = any(right);
        if (random.nextInt(3) == 0) {
            return new Asked(one.label().eq(other.label()), seen -> Seen.of(seen, one.key())
                    .label()
                    .equals(Seen.of(seen, other.key()).label()));
        }
        if (random.nextBoolean()) {
            return new Asked(
                    one.id().eq(other.id()),
                    seen -> Seen.of(seen, one.key()).id()
                            == Seen.of(seen, other.key()).id());
        }
        return new Asked(one.id().eq(other.ref()), seen -> {
            Integer ref = Seen.of(seen, other.key()).ref();
            return ref == null ? null : ref == Seen.of(seen, one.key()).id();
        });
    }

    private Asked constant(List<Placed> seen) {
        Placed one = any(seen);
        int limit = 1 + random.nextInt(5);
        return new Asked(one.id().le(limit), at -> Seen.of(at, one.key()).id() <= limit);
    }

    private Asked isNull(List<Placed> seen) {
        Placed one = any(seen);
        return new Asked(one.ref().isNull(), at -> Seen.of(at, one.key()).ref() == null);
    }

    private static Asked negated(Asked asked) {
        return new Asked(asked.condition().not(), seen -> {
            Boolean value = asked.meaning().apply(seen);
            return value == null ? null : !value;
        });
    }

    private static Asked both(Asked one, Asked other) {
        return new Asked(one.condition().and(other.condition()), seen -> one.isTrue(seen) && other.isTrue(seen));
    }

    private static Asked either(Asked one, Asked other) {
        return new Asked(one.condition().or(other.condition()), seen -> {
            Boolean first = one.meaning().apply(seen);
            Boolean second = other.meaning().apply(seen);
            if (Boolean.TRUE.equals(first) || Boolean.TRUE.equals(second)) {
                return true;
            }
            return first == null || second == null ? null : false;
        });
    }

    private Asked existence(Query query) {
        boolean wanted = random.nextBoolean();
        Condition condition = wanted ? exists(query.select()) : notExists(query.select());
        return new Asked(condition, seen -> !query.found().apply(seen).isEmpty() == wanted);
    }

    private Asked ofEither(Query one, Query other) {
        Select first = one.select().select(one.root().id());
        Select second = other.select().select(other.root().id());
        return new Asked(
                exists(random.nextBoolean() ? first.union(second) : first.unionAll(second)),
                seen -> !one.found().apply(seen).isEmpty()
                        || !other.found().apply(seen).isEmpty());
    }

    /** Plain SQL with a source of its own, which sees deleted rows too. */
    private Asked written(Placed linked, Placed limited) {
        String name = any(NAMES);
        String sql = "exists (select from s1.t as " + name + " where " + name + ".id = {0} and {1} <= {2})";
        return new Asked(PlainSql.condition(sql, linked.id(), limited.id(), 4), seen -> {
            int id = Seen.of(seen, linked.key()).id();
            return Seen.of(seen, limited.key()).id() <= 4
                    && memory.all(Namesakes.ONE).stream().anyMatch(entry -> entry.id() == id);
        });
    }

    /** The greatest id that a query finds which sees these. */
    Computed greatest(List<Placed> seen) {
        Query query = query(1, seen, true);
        return new Computed(
                scalar(query.select().values(max(query.root().id()))), at -> query.found().apply(at).stream()
                        .map(Entry::id)
                        .max(Integer::compare)
                        .orElse(null));
    }

    private static Asked membership(Placed of, Query query) {
        return new Asked(of.id().oneOf(query.select().values(query.root().id())), seen -> {
            Set<Integer> ids = new HashSet<>();
            query.found().apply(seen).forEach(entry -> ids.add(entry.id()));
            return ids.contains(Seen.of(seen, of.key()).id());
        });
    }

    private static Asked greatest(Placed of, Query query) {
        var greatest = scalar(query.select().values(max(query.root().id())));
        return new Asked(of.id().eq(greatest), seen -> {
            var ids = query.found().apply(seen).stream().map(Entry::id).toList();
            return ids.isEmpty()
                    ? null
                    : Objects.equals(
                            java.util.Collections.max(ids),
                            Seen.of(seen, of.key()).id());
        });
    }
}
