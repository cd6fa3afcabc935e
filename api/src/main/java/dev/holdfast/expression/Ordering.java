package dev.holdfast.expression;

import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;

/**
 * A direction to sort in. Immutable.
 *
 * @param expression what to sort by
 * @param descending true for the greatest first
 * @param nullsFirst where the nulls go
 */
public record Ordering(OrderedExpression<?> expression, boolean descending, boolean nullsFirst) implements SqlPart {

    /** The same direction with the nulls before all else. */
    public Ordering nullsFirst(boolean first) {
        return new Ordering(expression, descending, first);
    }

    /** The same direction with the nulls behind all else. */
    public Ordering nullsLast() {
        return nullsFirst(false);
    }

    @Override
    public void writeTo(SqlWriter out) {
        out.part(expression);
        if (descending) {
            out.append(" desc");
        }
        if (nullsFirst != descending) {
            out.append(nullsFirst ? " nulls first" : " nulls last");
        }
    }
}
