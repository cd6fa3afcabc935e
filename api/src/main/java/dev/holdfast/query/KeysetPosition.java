package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Ordering;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.table.AnyColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor's place in a total order, as the condition that is true for what comes behind it. */
final class KeysetPosition {

    private final SelectSpec spec;
    private final List<Ordering> order;
    private final List<@Nullable Object> values;

    KeysetPosition(SelectSpec spec, List<@Nullable Object> values) {
        this.spec = spec;
        this.order = spec.orderBy;
        this.values = values;
    }

    /**
     * One direction and no nulls make a row comparison, anything else alternatives. Those no index serves, nor a row
     * over several tables: then the part of the order that one index can serve narrows the search before them.
     */
    Condition behind() {
        int uniform = uniform(false);
        Condition exact = uniform == order.size() ? asRow(uniform, false) : asAlternatives();
        int indexed = uniform(true);
        return indexed == 0 || indexed == order.size()
                ? exact
                : asRow(indexed, true).and(exact);
    }

    /** How many of the first orderings have one direction and no nulls, and belong to the root where that is asked. */
    private int uniform(boolean ofRoot) {
        boolean descending = order.get(0).descending();
        int count = 0;
        while (count < order.size()
                && order.get(count).descending() == descending
                && !mayBeNull(order.get(count))
                && !(ofRoot && !isOfRoot(order.get(count)))) {
            count++;
        }
        return count;
    }

    private boolean isOfRoot(Ordering ordering) {
        return spec.joins.isEmpty()
                || (ordering.expression() instanceof AnyColumn<?> column
                        && column.source().equals(spec.root.base()));
    }

    /** Nullable, or perhaps of the outer side of a join. */
    private boolean mayBeNull(Ordering ordering) {
        return ordering.expression().isNullable()
                || (!isOfRoot(ordering) && spec.joins.stream().anyMatch(SelectSpec.Join::left));
    }

    private Condition asRow(int count, boolean orEqual) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object value = values.get(i);
            if (value == null) {
                throw Cursor.damaged();
            }
            parameters.add(bind(order.get(i), value));
        }
        String operator = (order.get(0).descending() ? ") <" : ") >") + (orEqual ? "= (" : " (");
        return Condition.of(out -> out.append("(")
                .list(order.subList(0, count), ", ", (w, o) -> w.part(o.expression()))
                .append(operator)
                .list(parameters, ", ", (w, p) -> w.parameter(p))
                .append(")"));
    }

    /** (a behind) or (a equal and b behind) or … */
    private Condition asAlternatives() {
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
    private @Nullable Condition later(Ordering ordering, @Nullable Object value) {
        if (value == null) {
            return ordering.nullsLead() ? ordering.expression().isNotNull() : null;
        }
        Condition beyond = compare(ordering, ordering.descending() ? "<" : ">", value);
        return mayBeNull(ordering) && !ordering.nullsLead()
                ? beyond.or(ordering.expression().isNull())
                : beyond;
    }

    private static Condition compare(Ordering ordering, String operator, Object value) {
        Parameter parameter = bind(ordering, value);
        return Condition.of(out ->
                out.part(ordering.expression()).append(" " + operator + " ").parameter(parameter));
    }

    private static Parameter bind(Ordering ordering, Object value) {
        return Values.required(
                ordering.expression().type(), ordering.expression().label(), value);
    }
}
