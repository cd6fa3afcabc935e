package dev.holdfast.expression;

import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Required;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition in SQL's three-valued logic. {@link #not()} of an unknown is unknown: to have rows with NULL as well,
 * say so with {@code isNull()} or {@code isDistinctFrom()}. Immutable.
 */
public final class Condition implements Expression<@Nullable Boolean> {

    private enum Form {
        ATOM,
        AND,
        OR
    }

    /** More would end in an overflow of a stack, Java's or PostgreSQL's. */
    private static final int MAX_DEPTH = 500;

    private static final Condition TRUE = of(out -> out.append("true"));
    private static final Condition FALSE = of(out -> out.append("false"));

    private final Form form;
    private final List<? extends SqlPart> parts;
    private final @Nullable Recheck recheck;
    private final int depth;

    private Condition(Form form, List<? extends SqlPart> parts, @Nullable Recheck recheck, int depth) {
        if (depth > MAX_DEPTH) {
            throw new StatementException(
                    "A condition is nested more than " + MAX_DEPTH + " levels deep: join conditions of"
                            + " one kind by allOf(list) or anyOf(list), and put values into oneOf(list)");
        }
        this.form = form;
        this.parts = parts;
        this.recheck = recheck;
        this.depth = depth;
    }

    /** A part beside a value. */
    private record Comparison(SqlPart left, String operator, Parameter right) implements SqlPart {

        @Override
        public void writeTo(SqlWriter out) {
            out.part(operand(left)).append(" ").append(operator).append(" ").parameter(right);
        }
    }

    /** Two parts beside each other. */
    private record PartComparison(SqlPart left, String operator, SqlPart right) implements SqlPart {

        boolean isBetween(SqlPart one, SqlPart other) {
            return operator.equals("=")
                    && (left.equals(one) && right.equals(other) || left.equals(other) && right.equals(one));
        }

        @Override
        public void writeTo(SqlWriter out) {
            out.part(operand(left)).append(" ").append(operator).append(" ").part(operand(right));
        }
    }

    /** A condition that writes itself; for parts of Holdfast and extensions. Raw SQL goes through {@link PlainSql}. */
    public static Condition of(SqlPart body) {
        return new Condition(Form.ATOM, List.of(body), null, 0);
    }

    static Condition compare(SqlPart left, String operator, SqlPart right) {
        SqlPart other = Required.given("A comparison by " + operator, right, "use isNull() or isNotNull()");
        return of(new PartComparison(left, operator, other));
    }

    static Condition compare(SqlPart left, String operator, Parameter right) {
        return of(new Comparison(left, operator, right));
    }

    /** A condition whose rows are compared again after they are read; for implementations. */
    public static Condition of(SqlPart body, Recheck recheck) {
        SqlPart checked = out -> {
            if (recheck.isRequired() && !out.takePermit(recheck)) {
                throw new StatementException(recheck.refusal());
            }
            out.part(body);
        };
        return new Condition(Form.ATOM, List.of(checked), recheck, 0);
    }

    /** What must be compared again in rows for which this is true; not what stands below {@code or} and {@code not}. */
    public List<Recheck> rechecks() {
        if (!hasRecheck()) {
            return List.of();
        }
        List<Recheck> found = new ArrayList<>();
        collect(found);
        return found;
    }

    private void collect(List<Recheck> found) {
        if (recheck != null) {
            found.add(recheck);
        }
        if (form == Form.AND) {
            for (SqlPart part : parts) {
                if (part instanceof Condition condition) {
                    condition.collect(found);
                }
            }
        }
    }

    private boolean hasRecheck() {
        if (form != Form.AND) {
            return recheck != null;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Condition condition && condition.hasRecheck()) {
                return true;
            }
        }
        return false;
    }

    /** The value that this part must equal for this to be true, as far as that is plain; else null. */
    public @Nullable Parameter valueOf(SqlPart part) {
        if (form == Form.ATOM) {
            return parts.get(0) instanceof Comparison comparison
                            && comparison.operator().equals("=")
                            && comparison.left().equals(part)
                    ? comparison.right()
                    : null;
        }
        if (form == Form.AND) {
            for (SqlPart each : parts) {
                Parameter value = each instanceof Condition condition ? condition.valueOf(part) : null;
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    /** The parts that this part must equal for this to be true, as far as that is plain. */
    public List<SqlPart> equalTo(SqlPart part) {
        List<SqlPart> found = new ArrayList<>();
        collectEqual(part, found);
        return found;
    }

    private void collectEqual(SqlPart part, List<SqlPart> found) {
        if (form == Form.ATOM
                && parts.get(0) instanceof PartComparison comparison
                && comparison.operator().equals("=")) {
            if (comparison.left().equals(part)) {
                found.add(comparison.right());
            } else if (comparison.right().equals(part)) {
                found.add(comparison.left());
            }
        }
        if (form == Form.AND) {
            for (SqlPart each : parts) {
                if (each instanceof Condition condition) {
                    condition.collectEqual(part, found);
                }
            }
        }
    }

    /** This without the comparisons that say that a part equals another one; null where nothing else is said. */
    public @Nullable Condition withoutEqual(SqlPart part, SqlPart other) {
        if (form == Form.ATOM) {
            return parts.get(0) instanceof PartComparison comparison && comparison.isBetween(part, other) ? null : this;
        }
        if (form == Form.OR) {
            return this;
        }
        List<Condition> left = new ArrayList<>();
        for (SqlPart each : parts) {
            Condition rest = ((Condition) each).withoutEqual(part, other);
            if (rest != null) {
                left.add(rest);
            }
        }
        return left.isEmpty() ? null : allOf(left);
    }

    /** A part as it must stand beside an operator: a condition in parentheses, since it has operators of its own. */
    static SqlPart operand(SqlPart part) {
        return part instanceof Condition ? out -> out.append("(").part(part).append(")") : part;
    }

    /** All of them; true where there is none. */
    public static Condition allOf(Collection<Condition> conditions) {
        return joined(Form.AND, Required.given("allOf", conditions), TRUE);
    }

    /** At least one of them; false where there is none. */
    public static Condition anyOf(Collection<Condition> conditions) {
        return joined(Form.OR, Required.given("anyOf", conditions), FALSE);
    }

    /** True where this condition and the other one are. */
    public Condition and(Condition other) {
        return joined(Form.AND, List.of(this, Required.given("and", other)), TRUE);
    }

    /** At least one of the two. */
    public Condition or(Condition other) {
        return joined(Form.OR, List.of(this, Required.given("or", other)), FALSE);
    }

    /** The opposite; in Kotlin {@code !condition}. */
    public Condition not() {
        SqlPart opposite = out -> out.append("not (").part(this).append(")");
        return new Condition(Form.ATOM, List.of(opposite), null, depth + 1);
    }

    private static Condition joined(Form as, Collection<Condition> conditions, Condition none) {
        if (conditions.isEmpty()) {
            return none;
        }
        String call = as == Form.AND ? "allOf" : "anyOf";
        if (conditions.size() == 1) {
            return Required.given(call, conditions.iterator().next());
        }
        List<SqlPart> all = new ArrayList<>(conditions.size());
        int deepest = 0;
        for (Condition condition : conditions) {
            Condition given = Required.given(call, condition);
            if (given.form == as) {
                all.addAll(given.parts);
                deepest = Math.max(deepest, given.depth - 1);
            } else {
                all.add(given);
                deepest = Math.max(deepest, given.depth);
            }
        }
        return new Condition(as, all, null, deepest + 1);
    }

    @Override
    public void writeTo(SqlWriter out) {
        switch (form) {
            case ATOM -> out.part(parts.get(0));
            case AND -> out.list(parts, " and ", Condition::writeOperand);
            case OR -> out.list(parts, " or ", Condition::writeOperand);
        }
    }

    private static void writeOperand(SqlWriter out, SqlPart part) {
        if (part instanceof Condition c && c.form != Form.ATOM) {
            out.append("(").part(part).append(")");
        } else {
            out.part(part);
        }
    }

    @Override
    public SqlType<?> type() {
        return SqlTypes.BOOLEAN;
    }

    @Override
    public String label() {
        return "condition";
    }

    @Override
    public boolean isNullable() {
        return true;
    }
}
