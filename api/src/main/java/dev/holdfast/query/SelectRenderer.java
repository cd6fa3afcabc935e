package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Named;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Alias;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a {@code select} with its joins, filters and conditions. */
final class SelectRenderer {

    private SelectRenderer() {}

    static void write(SelectSpec given, SqlWriter out) {
        if (given.moment == null && given.hasCurrent()) {
            throw new StatementException(
                    (given.plainIsCurrent ? "withCurrentPlainSql()" : "withCurrent(" + given.current + ")")
                            + " is said of a select without asOf(…), which reads everything as it is now: say both of the same one");
        }
        if (given.moment == null || given.moment.equals(out.moment()) && !given.hasCurrent()) {
            writeHere(given, out);
            return;
        }
        CurrentTables current = new CurrentTables(given.current);
        out.asOf(given.moment, current, given.plainIsCurrent, w -> writeHere(given, w));
        if (!given.isPart) {
            current.requireRead();
        }
    }

    private static void writeHere(SelectSpec given, SqlWriter out) {
        SelectSpec spec = given.after == null ? given : Keyset.withAfter(given);
        check(spec);
        if (given.after != null || !given.hidden.isEmpty()) {
            Keyset.requireTenantInOrder(spec, out.audience());
        }
        List<Cte> ctes = declaredHere(spec, out);
        if (ctes.isEmpty()) {
            writeAll(spec, out);
            return;
        }
        Map<String, @Nullable Object> outer = new HashMap<>();
        ctes.forEach(cte -> outer.put(cte.name(), out.declared(cte.name())));
        writeWith(ctes, out);
        writeAll(spec, out);
        outer.forEach(out::declare);
    }

    private static void writeAll(SelectSpec spec, SqlWriter out) {
        if (spec.unions.isEmpty()) {
            out.query(w -> writeTail(spec, writeBody(spec, w), w));
        } else {
            out.append("(").query(w -> writeBody(spec, w)).append(")");
            for (SelectSpec.Union union : spec.unions) {
                out.append(union.all() ? " union all (" : " union (")
                        .part(union.select())
                        .append(")");
            }
            writeTail(spec, new Body(Set.of(), false), out);
        }
    }

    private static List<Cte> declaredHere(SelectSpec spec, SqlWriter out) {
        if (spec.joins.isEmpty() && !(spec.root instanceof Cte)) {
            return List.of();
        }
        return spec.sources().stream()
                .filter(Cte.class::isInstance)
                .map(Cte.class::cast)
                .filter(cte -> out.declared(cte.name()) != cte || isOfAnotherMoment(cte, out))
                .toList();
    }

    private static boolean isOfAnotherMoment(Cte cte, SqlWriter out) {
        if (!out.isDeclaredAtSameMoment(cte.name())) {
            throw new StatementException(
                    "'" + cte.name() + "' is declared by the query around, which reads as of another"
                            + " moment than this one: give each a Cte of its own, or say asOf(…) on the whole statement alone");
        }
        return false;
    }

    private static void writeWith(List<Cte> ctes, SqlWriter out) {
        out.append(ctes.stream().anyMatch(Cte::isRecursive) ? "with recursive " : "with ");
        out.list(ctes, ", ", (w, cte) -> {
            w.declare(cte.name(), cte); // from here on: it may name itself, and those behind it may name it
            cte.writeDefinition(w);
        });
        out.append(" ");
    }

    /** What the order has to know of what stands before it. */
    private record Body(Set<Integer> binding, boolean isOrdered) {}

    /** Everything up to the order; tells which of the values selected have parameters. */
    private static Body writeBody(SelectSpec spec, SqlWriter out) {
        out.append(spec.distinct ? "select distinct " : "select ");
        out.called(spec.root.base());
        for (int i = 0; i < spec.joins.size(); i++) {
            out.called(spec.joins.get(i).source().base());
        }
        if (out.isNested()) {
            requireOwnColumns(spec);
        }
        List<String> includeNames = new ArrayList<>(spec.includes.size());
        spec.includes.forEach(include -> includeNames.add(out.called(new Generated(out.generatedName("children_")))));
        Set<Integer> binding = writeSelection(spec, out);
        for (int i = 0; i < includeNames.size(); i++) {
            String name = includeNames.get(i);
            out.append(", ").list(spec.includes.get(i).aggregateNames(), ", ", (w, c) -> w.identifier(name)
                    .append(".")
                    .append(c));
        }
        for (Selectable<?> hidden : spec.hidden) {
            out.append(", ").part(hidden);
        }
        for (Selectable<?> compared : spec.compared) {
            out.append(", ").part(compared);
        }
        out.append(" from ");
        Reading root = Reading.ofRoot(spec, out);
        root.writeSource(spec.root, out);
        List<Source> sources = spec.sources();
        for (int i = 0; i < spec.joins.size(); i++) {
            SelectSpec.Join join = spec.joins.get(i);
            Reading joined = Reading.ofJoined(spec, join, sources.subList(0, i + 1), out);
            out.append(join.left() ? " left join " : " join ");
            joined.writeSource(join.source(), out);
            out.append(" on ").part(joined.and(join.source(), join.on(), out));
        }
        for (int i = 0; i < includeNames.size(); i++) {
            spec.includes.get(i).writeJoin(includeNames.get(i), spec.root, out);
        }
        Condition where = root.and(spec.root, spec.where, out);
        if (where != null) {
            out.append(" where ").part(where);
        }
        if (!spec.groupBy.isEmpty()) {
            out.append(" group by ").list(spec.groupBy, ", ", (w, by) -> writeGrouping(spec, by, binding, w));
        }
        if (spec.having != null) {
            if (!binding.isEmpty()) {
                requireNoneOf(spec.groupBy, spec.having);
            }
            out.append(" having ").part(spec.having);
        }
        return new Body(binding, root.isOrdered());
    }

    /** Who takes an alias for a nested query and then names the table's columns names those of the query around. */
    private static void requireOwnColumns(SelectSpec spec) {
        List<Source> own = spec.sources().stream().map(Source::base).toList();
        if (spec.where == null || own.stream().noneMatch(Alias.class::isInstance)) {
            return;
        }
        List<Condition> conditions = new ArrayList<>(List.of(spec.where));
        spec.joins.forEach(join -> conditions.add(join.on()));
        Set<Named> named = SameExpression.sourcesOf(Condition.allOf(conditions));
        for (Source source : own) {
            boolean forgotten = source instanceof Alias alias
                    && own.stream().noneMatch(named::contains)
                    && named.stream().anyMatch(other -> isOf(alias.table(), other));
            if (forgotten) {
                throw new StatementException("The query on the alias '" + source.name() + "' of "
                        + ((Alias) source).table().name()
                        + " names only columns that aren't its own: write " + source.name()
                        + ".of(COLUMN) for those that are meant to be");
            }
        }
    }

    private static boolean isOf(Table table, Named source) {
        return source == table || (source instanceof Alias alias && alias.table() == table);
    }

    private static Set<Integer> writeSelection(SelectSpec spec, SqlWriter out) {
        List<Selectable<?>> selection = spec.selection();
        boolean compares = !spec.groupBy.isEmpty() || spec.distinct;
        Set<Integer> binding = compares ? new HashSet<>() : Set.of();
        for (int i = 0; i < selection.size(); i++) {
            int before = out.parameterCount();
            out.append(i == 0 ? "" : ", ").part(selection.get(i));
            if (compares && out.parameterCount() > before) {
                binding.add(i);
            }
        }
        return binding;
    }

    private static void requireNoneOf(List<Expression<?>> groups, Condition having) {
        for (Expression<?> group : groups) {
            if (SameExpression.isBoundIn(group, having)) {
                throw new StatementException("having() names " + Row.nameOf(group)
                        + ", by which it is grouped, and whose bound value makes it another expression each time that it"
                        + " stands: put the condition around a Cte of the groups");
            }
        }
    }

    /**
     * PostgreSQL takes an expression with a parameter for another one where it stands again, since the parameter is
     * another one: so its place among what is selected says which.
     */
    private static boolean writePlace(SelectSpec spec, Selectable<?> expression, Set<Integer> binding, SqlWriter out) {
        int index = binding.isEmpty() ? -1 : SameExpression.indexIn(spec.selection(), expression);
        if (!binding.contains(index)) {
            return false;
        }
        out.append(Integer.toString(index + 1));
        return true;
    }

    private static void writeGrouping(SelectSpec spec, Expression<?> by, Set<Integer> binding, SqlWriter out) {
        if (!writePlace(spec, by, binding, out)) {
            out.part(by);
        }
    }

    private static void writeTail(SelectSpec spec, Body body, SqlWriter out) {
        if (!spec.orderBy.isEmpty() && !body.isOrdered()) {
            out.append(" order by ").list(spec.orderBy, ", ", (w, o) -> writeOrdering(spec, o, body.binding(), w));
        }
        if (spec.limit != null) {
            // a literal: with a parameter a generic plan would be made for a tenth of the rows
            out.append(" limit ").append(Long.toString(spec.limit));
        }
        if (spec.offset != null) {
            out.append(" offset ").parameter(Keyset.number("offset", spec.offset));
        }
        if (spec.lock != null) {
            if (out.moment() != null) {
                throw new StatementException(
                        "forUpdate() and forShare() lock rows that are there now, and this statement reads"
                                + " as of a moment: lock them by a select of its own");
            }
            out.markRowLock();
            out.append(spec.lock.strength());
            if (!spec.includes.isEmpty()) {
                out.append(" of ")
                        .identifier(out.called(spec.root.base())); // the children are counted, and so can't be locked
            }
            out.append(spec.lock.waiting());
            if (spec.distinct || !spec.groupBy.isEmpty() || spec.having != null || !spec.unions.isEmpty()) {
                throw new StatementException(
                        "forUpdate() locks a table's rows: it doesn't go with distinct, group by or" + " union");
            }
            if (!spec.joins.isEmpty()) {
                throw new StatementException("forUpdate() on a join would lock rows of every table: lock the one in a"
                        + " select of its own, or put the join into oneOf(subquery)");
            }
        }
    }

    /** In a union PostgreSQL sorts only by what is selected; its place says which. */
    private static void writeOrdering(SelectSpec spec, Ordering ordering, Set<Integer> binding, SqlWriter out) {
        if (spec.unions.isEmpty()) {
            writeOrderingOfOne(spec, ordering, binding, out);
            return;
        }
        int index = spec.shape().indexOf(ordering.expression());
        if (index < 0) {
            throw new StatementException("A union is ordered only by what it selects, and "
                    + Row.nameOf(ordering.expression()) + " isn't among that: select it");
        }
        out.append(Integer.toString(index + 1));
        writeDirection(ordering, out);
    }

    private static void writeDirection(Ordering ordering, SqlWriter out) {
        out.append(ordering.descending() ? " desc" : "");
        out.append(ordering.nullsLead() ? " nulls first" : " nulls last");
    }

    private static void writeOrderingOfOne(SelectSpec spec, Ordering ordering, Set<Integer> binding, SqlWriter out) {
        if (writePlace(spec, ordering.expression(), binding, out)) {
            writeDirection(ordering, out);
            return;
        }
        int before = out.parameterCount();
        out.part(ordering);
        if (out.parameterCount() > before && SameExpression.indexIn(spec.groupBy, ordering.expression()) >= 0) {
            throw new StatementException("Groups are ordered by " + Row.nameOf(ordering.expression())
                    + ", whose bound value makes it another expression each time that it stands: select it as well");
        }
    }

    static void writeCount(SelectSpec spec, SqlWriter out) {
        if (spec.isAggregated()) {
            out.append("select count(*) from (");
            write(bare(spec), out);
            out.append(") as counted");
        } else {
            write(bare(spec).edit(s -> s.selected = List.of(dev.holdfast.expression.Expressions.count())), out);
        }
    }

    /** The same rows without order and children, which neither a count nor an existence needs. */
    static SelectSpec bare(SelectSpec spec) {
        SelectSpec placed = spec.after == null ? spec : Keyset.withAfter(spec);
        return placed.edit(s -> {
            s.withoutIncludes();
            s.hidden = List.of();
            s.compared = List.of();
            s.lock = null;
            if (s.limit == null && s.offset == null) {
                s.withoutOrder();
            }
        });
    }

    private static boolean isEncrypted(Selectable<?> part) {
        return part.type().wire() == Wire.ENCRYPTED;
    }

    /** All rows of a union are read as the first query's columns, and an encrypted one opens no other's values. */
    private static void checkUnited(List<Selectable<?>> first, List<Selectable<?>> further) {
        for (int i = 0; i < first.size(); i++) {
            if (!Objects.equals(encryptedAs(first.get(i)), encryptedAs(further.get(i)))) {
                throw new StatementException(Row.nameOf(first.get(i)) + " and " + Row.nameOf(further.get(i))
                        + " are united, and one of them is encrypted, as the other isn't: run two selects");
            }
        }
    }

    static void requireSameNumber(String one, List<? extends Selectable<?>> first, String other, Select further) {
        List<Selectable<?>> second = further.shape().selected();
        if (first.size() != second.size()) {
            throw new StatementException(one + " selects " + first.size() + " values, and " + other + " "
                    + second.size() + ": select(…) the same in both");
        }
    }

    private static @Nullable Object encryptedAs(Selectable<?> part) {
        return isEncrypted(part) ? part.type().protection() : null;
    }

    private static void check(SelectSpec spec) {
        boolean compares =
                spec.distinct || !spec.unions.isEmpty() && spec.unions.stream().anyMatch(union -> !union.all());
        if (compares && spec.selection().stream().anyMatch(SelectRenderer::isEncrypted)) {
            throw new StatementException(
                    "distinct and union compare values, and equal values of an encrypted column have"
                            + " different ciphertexts: leave it out, or use unionAll(…)");
        }
        for (SelectSpec.Union union : spec.unions) {
            requireSameNumber("The first query of a union", spec.selection(), "another", union.select());
            checkUnited(spec.selection(), union.select().shape().selected());
        }
        if (spec.joins.isEmpty() && spec.includes.isEmpty()) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (Source source : spec.sources()) {
            if (!names.add(source.name())) {
                throw new StatementException(
                        "'" + source.name() + "' stands twice in one statement: give one an alias, table.alias(\"…\")");
            }
        }
        for (Include include : spec.includes) {
            if (!names.add(include.source().name())) {
                throw new StatementException(
                        "'" + include.source().name() + "' stands twice in one statement: include an alias of it");
            }
        }
        if (!spec.includes.isEmpty() && (spec.distinct || !spec.groupBy.isEmpty() || !spec.unions.isEmpty())) {
            throw new StatementException(
                    "include() needs the parents' own rows: it doesn't go with distinct, group by" + " or union");
        }
    }
}
