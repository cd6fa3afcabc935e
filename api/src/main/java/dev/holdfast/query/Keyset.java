package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.expression.Selectable;
import dev.holdfast.sql.Audience;
import dev.holdfast.sql.Parameter;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.sql.Values;
import dev.holdfast.table.AnyColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Paging by the sort values of the last row seen, instead of by an offset: the next page costs what the first did, and
 * rows that come or go meanwhile don't shift it. The method is known as keyset or seek pagination (Markus Winand, "We
 * need tool support for keyset pagination").
 */
final class Keyset {

    private Keyset() {}

    static Parameter number(String label, long value) {
        return Values.required(SqlTypes.BIGINT, label, value);
    }

    /** The order made total by the primary key, so that equal sort values are neither repeated nor lost. */
    static SelectSpec withTotalOrder(SelectSpec spec) {
        if (spec.orderBy.isEmpty()) {
            throw new StatementException("page() and after() need an order: call orderBy(…)");
        }
        if (!spec.groupBy.isEmpty() || spec.distinct || !spec.unions.isEmpty()) {
            throw new StatementException("page() and after() need rows of a table: put the group by, distinct or union"
                    + " into a Cte and page over that with limit and offset");
        }
        List<Ordering> total = new ArrayList<>(spec.orderBy);
        boolean descending = total.get(total.size() - 1).descending();
        for (AnyColumn<?> key : spec.root.primaryKey()) {
            if (total.stream().noneMatch(o -> o.expression().equals(key))) {
                OrderedExpression<?> ordered = (OrderedExpression<?>) key;
                total.add(descending ? ordered.desc() : ordered.asc());
            }
        }
        return spec.edit(s -> s.orderBy = List.copyOf(total));
    }

    static List<Selectable<?>> keys(SelectSpec spec) {
        return spec.orderBy.stream().<Selectable<?>>map(Ordering::expression).toList();
    }

    /** Of the order and its source, so that a cursor of another query is refused. */
    static String fingerprint(SelectSpec spec) {
        SqlWriter out = new SqlWriter(Audience.ACROSS_TENANTS);
        spec.root.writeSource(out);
        out.append(" ").parts(spec.orderBy, ", ");
        return Integer.toHexString(out.toText().sql().hashCode());
    }

    /** The cursor turned into a condition. */
    static SelectSpec withAfter(SelectSpec spec) {
        SelectSpec total = withTotalOrder(spec);
        Cursor cursor = java.util.Objects.requireNonNull(spec.after);
        List<@Nullable Object> values = cursor.valuesFor(fingerprint(total), keys(total));
        Condition behind = behind(total.orderBy, values);
        return total.edit(s -> {
            s.after = null;
            s.where = s.where == null ? behind : s.where.and(behind);
        });
    }

    private static Condition behind(List<Ordering> order, List<@Nullable Object> values) {
        return isUniform(order) ? asRow(order, values) : asAlternatives(order, values);
    }

    /** One direction and no nulls: a row comparison, which one index serves. */
    private static boolean isUniform(List<Ordering> order) {
        boolean descending = order.get(0).descending();
        return order.stream()
                .allMatch(o -> o.descending() == descending && !o.expression().isNullable());
    }

    private static Condition asRow(List<Ordering> order, List<@Nullable Object> values) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            parameters.add(bind(order.get(i), values.get(i)));
        }
        List<OrderedExpression<?>> parts = new ArrayList<>();
        order.forEach(o -> parts.add(o.expression()));
        String operator = order.get(0).descending() ? ") < (" : ") > (";
        return Condition.of(out -> out.append("(")
                .parts(parts, ", ")
                .append(operator)
                .list(parameters, ", ", (w, p) -> w.parameter(p))
                .append(")"));
    }

    /** (a behind) or (a equal and b behind) or … */
    private static Condition asAlternatives(List<Ordering> order, List<@Nullable Object> values) {
        List<Condition> alternatives = new ArrayList<>();
        List<Condition> equals = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            Ordering ordering = order.get(i);
            Object value = values.get(i);
            Condition later = later(ordering, value);
            if (later != null) {
                List<Condition> all = new ArrayList<>(equals);
                all.add(later);
                alternatives.add(Condition.allOf(all));
            }
            equals.add(value == null ? ordering.expression().isNull() : compare(ordering, "=", value));
        }
        return Condition.anyOf(alternatives);
    }

    /** What sorts behind a value: null where nothing can, as the nulls are last. */
    private static @Nullable Condition later(Ordering ordering, @Nullable Object value) {
        OrderedExpression<?> expression = ordering.expression();
        if (value == null) {
            return ordering.nullsFirst() ? expression.isNotNull() : null;
        }
        Condition beyond = compare(ordering, ordering.descending() ? "<" : ">", value);
        return expression.isNullable() && !ordering.nullsFirst() ? beyond.or(expression.isNull()) : beyond;
    }

    private static Condition compare(Ordering ordering, String operator, Object value) {
        Parameter parameter = bind(ordering, value);
        return Condition.of(out ->
                out.part(ordering.expression()).append(" " + operator + " ").parameter(parameter));
    }

    private static Parameter bind(Ordering ordering, @Nullable Object value) {
        return Values.required(
                ordering.expression().type(), ordering.expression().label(), value);
    }
}
