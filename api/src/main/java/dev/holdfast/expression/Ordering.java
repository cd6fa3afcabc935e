package dev.holdfast.expression;

import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;

/**
 * A direction to sort in. Immutable.
 *
 * @param expression what to sort by
 * @param descending true for the greatest first
 * @param nullsLead true where the nulls come before all else
 */
public record Ordering(OrderedExpression<?> expression, boolean descending, boolean nullsLead) implements SqlPart {

    /** The same direction with the nulls before all else. */
    public Ordering nullsFirst() {
        return new Ordering(expression, descending, true);
    }

    /** The same direction with the nulls behind all else. */
    public Ordering nullsLast() {
        return new Ordering(expression, descending, false);
    }

    @Override
    public void writeTo(SqlWriter out) {
        out.part(expression);
        if (descending) {
            out.append(" desc");
        }
        if (nullsLead != descending) {
            out.append(nullsLead ? " nulls first" : " nulls last");
        }
    }
}
